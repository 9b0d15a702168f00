"""deploy/compose.yaml agrees with the settings, the commands and the other files of deploy/."""

import os
import re
import shutil
import subprocess

import pytest
import yaml
from django.core.management import get_commands

from tests.portal.test_documents import settings_read
from tests.web_servers import GUNICORN, HOST, ROOT

TEXT = (ROOT / "deploy" / "compose.yaml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
OURS = ["app", "worker", "prepare"]
OF_OTHERS = {"DJANGO_SETTINGS_MODULE", "GUNICORN_CMD_ARGS"}


@pytest.mark.parametrize("name", SERVICES)
def test_service_is_closed_and_limited(name):
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"].split(":")[0] not in {"root", "0"}
    assert service["mem_limit"]
    assert service["pids_limit"]
    assert service["healthcheck"]
    assert service["read_only"] or name.startswith("search")


@pytest.mark.parametrize("name", SERVICES)
def test_service_refers_to_what_is_declared(name):
    service = SERVICES[name]
    assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
    assert set(service["networks"]) <= set(COMPOSE["networks"])
    assert set(service.get("depends_on", {})) <= set(SERVICES)
    volumes = {volume.split(":")[0] for volume in service.get("volumes", [])}
    assert volumes <= set(COMPOSE["volumes"])


@pytest.mark.parametrize("name", OURS)
def test_settings_exist_and_secrets_are_files(name):
    service = SERVICES[name]
    given = set(service["environment"]) - OF_OTHERS
    files = {setting for setting in given if setting.endswith("_FILE")}
    assert {setting.removesuffix("_FILE") for setting in given} <= settings_read()
    assert files == {f"{secret.upper()}_FILE" for secret in service["secrets"]}
    for setting in files:
        assert service["environment"][setting] == f"/run/secrets/{setting.lower()[:-5]}"
    for server in re.findall(r"//([a-z]+):\d+", str(service["environment"])):
        assert server in SERVICES


def test_commands_exist():
    commands = re.findall(r"manage\.py[, ]+([a-z_]+)", f"{TEXT} {DOCKERFILE}")
    assert {"worker", "migrate", "prepare", "collectstatic"} == set(commands)
    assert set(commands) <= set(get_commands())
    run = re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE).group(1)
    assert yaml.safe_load(run) == f".venv/bin/{GUNICORN}".split()


def test_images_have_exact_versions_and_packages_their_hashes():
    images = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    images += [service["image"] for service in SERVICES.values() if "build" not in service]
    for image in set(images) - {"qabyldau:local"}:
        assert re.search(r":\d+\.\d+\.\d+|:15\.\d+", image), image
    assert "--require-hashes" in DOCKERFILE


def test_replacements_in_nginx_conf_meet_something():
    site = (ROOT / "deploy" / "nginx.conf").read_text()
    replaced = re.findall(r'-e "s\|([^|]+)\|', DOCKERFILE)
    assert len(replaced) == 5
    for text in replaced:
        assert text in site, text
    app = re.search(r"ARG APP=(.*):8000", DOCKERFILE).group(1)
    assert SERVICES["app"]["networks"]["inside"]["ipv4_address"] == app


@pytest.mark.parametrize("profile", ["elasticsearch", "elasticsearch-cluster"])
def test_docker_compose_accepts_the_file(profile):
    """Where the program is on the machine; it needs no server of Docker for that."""
    client = shutil.which("docker-compose")
    if client:
        checked = subprocess.run(
            [client, "-f", ROOT / "deploy" / "compose.yaml", "--profile", profile, "config", "-q"],
            env={**os.environ, "HOST": HOST}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (checked.returncode, checked.stderr) == (0, "")
