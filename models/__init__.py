"""Language models on the user's own machine: files, templates, runtime, reading of replies."""

BELONGS_TO = "interp"
