"""Results to pictures: a file for each figure, which `plot` picks by what it is given.

Others use `plotting` (`plot`, `save_figure`, `write_with_tables`); `drawing.formats.format_of`, without
matplotlib; and the names of what there is, `views.KINDS` and `drawing.styles.STYLES`. Colours and hatches
stand in `drawing.styles`, what a kind of figure shows of a run in `views` and `stances`, where things stand
in `layout`.
"""
