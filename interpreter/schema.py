"""Answers in the form that a JSON schema describes."""

from __future__ import annotations

import json

from models.errors import ModelError


def matching(answer: str, schema: str) -> str:
    """The answer as strict JSON. Raises `ModelError` when it is cut off or breaks the schema.

    A grammar decides what the model can write; this decides what the user is given: raw controls
    inside of strings, which broken UTF-8 can smuggle past a grammar, come out escaped.
    """
    import jsonschema

    try:
        value = json.loads(answer, strict=False)
        jsonschema.validate(value, json.loads(schema))
    except (ValueError, jsonschema.ValidationError, jsonschema.SchemaError) as error:
        problem = getattr(error, "message", str(error)).splitlines()[0]
        raise ModelError(
            f"the answer does not match the schema: {problem}",
            "Give strings and lists in the schema a largest length, or use a larger model.",
            details=answer,
        ) from error
    return json.dumps(value, ensure_ascii=False)
