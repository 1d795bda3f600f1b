"""Drawing primitives: style, frame, axes, series, lines, panels, fields, saving. They compute nothing;
what is drawn, and what it says, is the views' affair."""
