"""Changes."""
def applied(tree,a,b,c): return tree,[]
def replaced(tree,c): return tree,[]
