"""An S3 of the tests' own, and the portal with its files in it."""

from collections.abc import Iterator
from contextlib import contextmanager

import boto3
from django.apps import apps
from django.core.files.storage import storages
from django.db.models import FileField
from moto.server import ThreadedMotoServer

from core.storage import AtomicFileSystemStorage
from portal.settings.storages import from_url

BUCKET = "qabyldau"


@contextmanager
def serving() -> Iterator[str]:
    """Start the server with an empty bucket; yield its STORAGE_URL."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        _host, port = server.get_host_and_port()
        open_client(port).create_bucket(Bucket=BUCKET)
        yield f"s3+http://key:secret%2Fpart@127.0.0.1:{port}/{BUCKET}?encryption=AES256"
    finally:
        server.stop()


def open_client(port: int | str):
    """Return a client with every right, as the store's operator has."""
    return boto3.client(
        "s3", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1",
        aws_access_key_id="operator", aws_secret_access_key="operator",
    )  # fmt: skip


def use(url: str, settings, monkeypatch) -> None:
    """Keep the files of this test at `url`; the fields of the models chose their storage earlier."""
    monkeypatch.setenv("STORAGE_URL", url)
    settings.STORAGE_URL = url
    kept = settings.STORAGES["staticfiles"]
    settings.STORAGES = {**from_url(url, settings.PRIVATE_ROOT), "staticfiles": kept}
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, FileField) and isinstance(field.storage, AtomicFileSystemStorage):
                monkeypatch.setattr(field, "storage", storages["private"])
