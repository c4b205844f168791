"""One module a family of libraries; only the one named on the command line is imported."""
