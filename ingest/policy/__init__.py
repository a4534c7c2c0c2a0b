"""The policy: the codes of records, the words for them, and the rules by which they are made and kept."""

from ingest.policy.describe import describe
from ingest.policy.document import Policy
from ingest.policy.load import load_policy
from ingest.policy.regime import Break, RecordingRule
from ingest.policy.retention import RetentionRule
from ingest.policy.scales import Grades, Level
from ingest.policy.schema import policy_schema
from ingest.policy.tension import ReportWeights, SignalKind, TensionPolicy

__all__ = [
    "Break",
    "Grades",
    "Level",
    "Policy",
    "RecordingRule",
    "ReportWeights",
    "RetentionRule",
    "SignalKind",
    "TensionPolicy",
    "describe",
    "load_policy",
    "policy_schema",
]
