"""The API as an ASGI application, configured from the environment."""

import gc
import logging

from server.app import create_app
from server.settings import load

settings = load()
logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
app = create_app(settings)
# What is there from the start is not looked through by each full collection, which stopped all requests for 0.1 s.
gc.collect()
gc.freeze()
