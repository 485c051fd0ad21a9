"""The formats that we know. A new one is a module with a PROFILE, named here."""

from __future__ import annotations

from . import pinduoduo, sheet, taobao
from .base import Meaning, Profile

PROFILES: tuple[Profile, ...] = (taobao.PROFILE, pinduoduo.PROFILE, sheet.PROFILE)
"""The generic sheet takes what none of the others recognises."""

BY_NAME = {profile.name: profile for profile in PROFILES}

__all__ = ["BY_NAME", "PROFILES", "Meaning", "Profile"]
