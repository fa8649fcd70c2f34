"""Lists that people upload: workbooks and text, read as typed cells and never trusted."""
