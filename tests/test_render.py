"""Follows every name in render.yaml to what it names, and shows that a wrong one is found."""

import copy
import re
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from portal.environment import VARIABLES

ROOT = Path(__file__).resolve().parent.parent
DATABASE_PROPERTIES = {"connectionString", "host", "port", "user", "password", "database"}
SERVICE_PROPERTIES = {
    "web": {"host", "port", "hostport"},
    "keyvalue": {"connectionString", "host", "port", "hostport"},
}
SECRET_NAMES = re.compile("KEY|PASSWORD|SECRET|TOKEN|DSN|_URL$")
SOURCES = ["value", "generateValue", "sync", "fromDatabase", "fromService"]


def read_blueprint():
    return yaml.safe_load((ROOT / "render.yaml").read_text())


def problems(blueprint):
    """Return a sentence for each thing in the blueprint that names nothing, or says too much."""
    services = {service["name"]: service for service in blueprint["services"]}
    groups = {group["name"]: group for group in blueprint["envVarGroups"]}
    databases = {database["name"]: database for database in blueprint["databases"]}
    found = []
    for owner in [*services.values(), *groups.values()]:
        for variable in owner.get("envVars", []):
            problem = variable_problem(variable, services, groups, databases)
            found += [f"{owner['name']}: {problem}"] if problem else []
    for service in services.values():
        found += [f"{service['name']}: {problem}" for problem in service_problems(service)]
    for store in [*databases.values(), *(s for s in services.values() if s["type"] == "keyvalue")]:
        if store.get("ipAllowList") != []:
            found.append(f"{store['name']} is open to the internet")
    for database in databases.values():
        if not isinstance(database["postgresMajorVersion"], str):
            found.append(f"{database['name']}: postgresMajorVersion must be a string")
    return found


def variable_problem(variable, services, groups, databases):
    if "fromGroup" in variable:
        return None if variable["fromGroup"] in groups else f"no group {variable['fromGroup']}"
    key = variable["key"]
    if key not in VARIABLES:
        return f"the portal reads no {key}"
    if len([source for source in SOURCES if source in variable]) != 1:
        return f"{key} needs one source"
    if "value" in variable and SECRET_NAMES.search(key):
        return f"{key} is a secret, written down"
    if reference := variable.get("fromDatabase"):
        return database_problem(reference, databases)
    if reference := variable.get("fromService"):
        return reference_problem(reference, services)
    return None


def database_problem(reference, databases):
    if reference["name"] not in databases:
        return f"no database {reference['name']}"
    if reference["property"] not in DATABASE_PROPERTIES:
        return f"a database has no {reference['property']}"
    return None


def reference_problem(reference, services):
    target = services.get(reference["name"])
    if not target or target["type"] != reference["type"]:
        return f"no {reference['type']} service {reference['name']}"
    if key := reference.get("envVarKey"):
        held = {variable.get("key") for variable in target["envVars"]}
        return None if key in held else f"{target['name']} holds no {key}"
    if reference.get("property") not in SERVICE_PROPERTIES[target["type"]]:
        return f"a {target['type']} service has no {reference.get('property')}"
    return None


def service_problems(service):
    if service["type"] == "keyvalue":
        return
    if not (ROOT / service["dockerfilePath"]).is_file():
        yield f"no file {service['dockerfilePath']}"
    for field in ["preDeployCommand", "dockerCommand"]:
        if field in service:
            yield from command_problems(service[field])
    if service["type"] == "web":
        yield from web_problems(service)


def command_problems(command):
    """A command is one script, for Render runs it without a shell; each line of it a known command."""
    shell, path = command.split()
    if shell != "sh" or not (ROOT / path).is_file():
        yield f"no script {path}"
        return
    script = (ROOT / path).read_text()
    if "set -e\n" not in script:
        yield f"{path} goes on after a failure"
    for name in re.findall(r"manage\.py (\w+)", script):
        if name not in get_commands():
            yield f"{path}: no command {name}"


def web_problems(service):
    try:
        resolved = resolve(service["healthCheckPath"]).url_name
    except Resolver404:
        resolved = None
    if resolved != "healthz":
        yield f"{service['healthCheckPath']} is not the liveness check"
    graceful = int(re.search(r"graceful_timeout = (\d+)", gunicorn_configuration())[1])
    if graceful >= service["maxShutdownDelaySeconds"]:
        yield "requests in flight would be cut off"


def gunicorn_configuration():
    return (ROOT / "portal" / "gunicorn.conf.py").read_text()


def test_every_name_in_the_blueprint_names_something():
    assert problems(read_blueprint()) == []


def test_web_and_cron_share_one_secret_key():
    groups = [s["envVars"][0]["fromGroup"] for s in read_blueprint()["services"] if "envVars" in s]
    assert groups == ["waymark-settings"] * 2


def test_the_web_service_deploys_what_passed_its_checks():
    web = read_blueprint()["services"][0]
    assert web["autoDeployTrigger"] == "checksPass"
    assert "deploy/release" in web["preDeployCommand"]


WEB, CRON, CACHE = ("services", 0), ("services", 1), ("services", 2)
DATABASE = ("databases", 0)


@pytest.mark.parametrize(
    ("place", "value", "complaint"),
    [
        ((*WEB, "envVars", 0, "fromGroup"), "settings", "no group settings"),
        ((*WEB, "envVars", 1, "key"), "DATABASE", "the portal reads no DATABASE"),
        ((*WEB, "envVars", 1, "fromDatabase", "name"), "database", "no database database"),
        ((*WEB, "envVars", 1, "fromDatabase", "property"), "url", "a database has no url"),
        ((*WEB, "envVars", 2, "fromService", "name"), "redis", "no keyvalue service redis"),
        ((*WEB, "envVars", 2, "fromService", "type"), "web", "no web service waymark-cache"),
        ((*WEB, "envVars", 2, "fromService", "property"), "url", "a keyvalue service has no url"),
        ((*CRON, "envVars", 3, "fromService", "envVarKey"), "MAIL_URL", "waymark holds no MAIL_URL"),
        ((*WEB, "envVars", 3), {"key": "EMAIL_URL", "value": "smtp://me:pw@host"}, "written down"),
        ((*WEB, "envVars", 3), {"key": "EMAIL_URL"}, "EMAIL_URL needs one source"),
        ((*WEB, "dockerfilePath"), "./docker/Dockerfile", "no file ./docker/Dockerfile"),
        ((*WEB, "preDeployCommand"), "sh deploy/migrate", "no script deploy/migrate"),
        ((*CRON, "dockerCommand"), "sh manage.sh", "no script manage.sh"),
        ((*WEB, "healthCheckPath"), "/health/", "/health/ is not the liveness check"),
        ((*WEB, "healthCheckPath"), "/readyz/", "/readyz/ is not the liveness check"),
        ((*WEB, "maxShutdownDelaySeconds"), 30, "cut off"),
        ((*CACHE, "ipAllowList"), None, "waymark-cache is open to the internet"),
        ((*DATABASE, "ipAllowList"), [{"source": "0.0.0.0/0"}], "waymark-database is open"),
        ((*DATABASE, "postgresMajorVersion"), 18, "must be a string"),
    ],
)
def test_a_wrong_name_is_found(place, value, complaint):
    blueprint = copy.deepcopy(read_blueprint())
    *path, last = place
    part = blueprint
    for step in path:
        part = part[step]
    part[last] = value
    assert any(complaint in problem for problem in problems(blueprint))


def test_a_script_with_an_unknown_command_is_found(monkeypatch):
    monkeypatch.setattr("tests.test_render.get_commands", dict)
    assert "deploy/release: no command migrate" in list(command_problems("sh deploy/release"))
