"""Language models on the user's own machine: files, templates, runtime, and the reading of replies."""

BELONGS_TO = "interp"
