"""content/platform-facts.toml: what specs may say of the world outside, checked on one day and changed in one place."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Service:
    """What a plan of an outside service allows. `confirmed` is false where the vendor's own page could not be read."""

    name: str
    plan: str
    limits: str  # inline Markdown
    source: str
    confirmed: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class PlatformFacts:
    """`ranges` holds the version range of each package or tool by its lower-case name, `traps` what to take instead.

    `accounts` and `variables` are what any check may use; `platform_variables` are set or read by platforms and tools.
    """

    checked_on: date
    ranges: Mapping[str, str]
    traps: Mapping[str, str]
    services: tuple[Service, ...]
    accounts: frozenset[str]
    variables: frozenset[str]
    platform_variables: frozenset[str]

    def of_service(self, name: str, plan: str = "") -> tuple[Service, ...]:
        """What is known of a service: of the plan that is meant, else of all its plans."""
        found = tuple(service for service in self.services if service.name.lower() == name.lower())
        return tuple(service for service in found if plan.startswith(service.plan)) or found


def read_platform_facts(text: str) -> PlatformFacts:
    """Raises ValueError, naming what is wrong and where."""
    data = tomllib.loads(text)
    checked_on, checks = data.get("checked_on"), data.get("checks", {})
    if not isinstance(checked_on, date):
        raise ValueError("checked_on must be the day of the check, such as 2026-11-24, without quotes.")
    services = []
    for entry in data.get("service", []):
        try:
            services.append(Service(**entry))
        except TypeError as error:
            raise ValueError(f"The service “{entry.get('name', '?')}”: {error}.") from error
    return PlatformFacts(
        checked_on=checked_on,
        ranges={name.lower(): text for name, text in data.get("ranges", {}).items()},
        traps={name.lower(): text for name, text in data.get("traps", {}).items()},
        services=tuple(services),
        accounts=frozenset(checks.get("accounts", [])),
        variables=frozenset(checks.get("variables", [])),
        platform_variables=frozenset(data.get("platform_variables", {}).get("names", [])),
    )
