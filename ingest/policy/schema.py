"""The JSON schema of a policy file, for editors that check while one writes."""

from typing import Any

from ingest.policy.document import Policy

__all__ = ["policy_schema"]


def policy_schema() -> dict[str, Any]:
    """Give the JSON schema (2020-12) of a policy file, whole or as changes to the shipped one."""
    schema = Policy.model_json_schema()
    needed = schema.pop("required")
    schema["properties"] |= {
        "extends": {"const": "default", "description": "The policy that this file changes."},
        "replace": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Tables of which nothing of that policy is kept.",
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "if": {"required": ["extends"]},
        "then": {"required": ["version", "valid_from"]},
        "else": {"required": needed},
    }
