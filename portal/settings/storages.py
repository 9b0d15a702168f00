"""Django's STORAGES from STORAGE_URL."""

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from django.core.exceptions import ImproperlyConfigured

from . import env

ENCRYPTIONS = {"AES256", "aws:kms"}


def from_url(url: str, private_root: Path, nginx_reads: bool = False) -> dict[str, dict]:
    """Return the storages of public, static and private files; folders when `url` is empty.

    With `nginx_reads` the group of the folder may read private files.
    """
    return {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
        **(_bucket() if url else _folders(private_root, nginx_reads)),
    }


def _folders(private_root: Path, nginx_reads: bool) -> dict[str, dict]:
    return {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "private": {
            "BACKEND": "core.storage.AtomicFileSystemStorage",
            "OPTIONS": {
                "location": str(private_root),
                "base_url": None,
                "file_permissions_mode": 0o640 if nginx_reads else 0o600,
                "directory_permissions_mode": 0o750 if nginx_reads else 0o700,
            },
        },
    }


def _bucket() -> dict[str, dict]:
    """Return the two folders media/ and private/ of one closed bucket."""
    if not find_spec("storages"):
        raise ImproperlyConfigured(
            "STORAGE_URL needs packages that are not installed: "
            "pip install --require-hashes --no-deps -r requirements/s3.txt"
        )
    parts = env.address("STORAGE_URL", "s3", "s3+http")
    bucket = parts.path.strip("/")
    if not bucket or "/" in bucket or not (parts.username and parts.password):
        raise ImproperlyConfigured(
            "STORAGE_URL must be s3://KEY:SECRET@host/bucket; in a secret / is written %2F."
        )
    scheme = "http" if parts.scheme == "s3+http" else "https"
    host = parts.hostname if ":" not in (parts.hostname or "") else f"[{parts.hostname}]"
    options = {
        "endpoint_url": f"{scheme}://{host}" + (f":{parts.port}" if parts.port else ""),
        "bucket_name": bucket,
        "access_key": unquote(parts.username),
        "secret_key": unquote(parts.password),
        **_parameters(parts.query),
    }
    return {
        "default": {
            "BACKEND": "core.s3_storage.PublicS3Storage",
            "OPTIONS": {**options, "location": "media"},
        },
        "private": {
            "BACKEND": "core.s3_storage.PrivateS3Storage",
            "OPTIONS": {**options, "location": "private"},
        },
    }


def _parameters(query: str) -> dict:
    """Return options from what follows the ? of the address: region, encryption, ca."""
    options: dict = {"region_name": "us-east-1"}  # stores without regions accept this one
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name == "region" and value:
            options["region_name"] = value
        elif name == "encryption" and value in ENCRYPTIONS:
            options["object_parameters"] = {"ServerSideEncryption": value}
        elif name == "ca" and Path(value).is_file():
            options["verify"] = value
        else:
            raise ImproperlyConfigured(
                "STORAGE_URL: after the ? may be region=NAME, encryption=AES256 or aws:kms, and "
                f"ca=FILE of certificates; {name} is not understood."
            )
    return options
