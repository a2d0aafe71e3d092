"""What all figures are drawn with: a canvas in points, styles, panels, labels, marks, intervals."""
