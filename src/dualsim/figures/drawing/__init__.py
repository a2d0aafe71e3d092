"""What figures are drawn with: styles, canvas, panels, labels, marks."""
