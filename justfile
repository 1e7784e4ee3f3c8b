set quiet
set positional-arguments

[private]
default:
    echo "Recipes of Vitrine, each run as ./just NAME"
    just --list --unsorted --list-heading ""

# Start everything: engines, API, workers, the app and the dashboard (Ctrl-C ends it)
up:
    python -m server up

# Run the tests, all of them on all cores, or some: ./just test tests/engines -k port
[no-exit-message]
test *ARGS:
    python -m pytest {{ if ARGS == "" { "-n auto --dist loadfile" } else { "" } }} "$@"

# Lint, check the formatting, the types and the floors of the house
[no-exit-message]
check:
    ruff check
    ruff format --check
    mypy
    lint-imports

# Mend what the linter and the formatter can mend
fix:
    ruff check --fix
    ruff format

# Fill the database with a living town of people, follows and photos
[no-exit-message]
seed:
    python -m server seed

# Measure, all or some: ./just bench feed fanout
[no-exit-message]
bench *ARGS:
    python -m server bench "$@"

# Judge the order of Home in a simulated town: ./just simulate; or what each size costs: ./just simulate scale
[no-exit-message]
simulate *ARGS:
    python -m server simulate "$@"

# Bring the database to the newest schema
[no-exit-message]
migrate:
    python -m server migrate

# Make someone a moderator, who may open the dashboard: ./just moderator HANDLE
[no-exit-message]
moderator *ARGS:
    python -m server moderator "$@"

# Refuse a picture and all that look like it: ./just block FILE|HASH REASON
[no-exit-message]
block *ARGS:
    python -m server block "$@"

# Allow it again: ./just unblock FILE|HASH
[no-exit-message]
unblock *ARGS:
    python -m server unblock "$@"

# Have machine vision look again, after an update of a model: ./just analyse --model nsfw
[no-exit-message]
analyse *ARGS:
    python -m server analyse "$@"

# Make the search index anew from the tables, while everything goes on
[no-exit-message]
reindex:
    python -m server reindex

# Train a ranker of the home feed on what people did with it, as the nightly job does; add --promote to have it rank at once
train *ARGS:
    python -m server train feed "$@"

# List the rankers of the home feed; --back goes back to the one before
models *ARGS:
    python -m server models "$@"

# Load the places of the world, smaller ones as well if wished: ./just gazetteer --population 1000
[no-exit-message]
gazetteer *ARGS:
    python -m server gazetteer "$@"

# Say what is wrong with this installation, and what helps
[no-exit-message]
doctor:
    python -m server doctor

# Take a picture of every screen, at phone and desktop size, light and dark
[no-exit-message]
shots *ARGS:
    python -m tests.journeys.shots "$@"

# The API alone
api:
    python -m server api

# Worker tiers alone: ./just worker --tier media
worker *ARGS:
    python -m server worker "$@"

# The app and the dashboard alone
web:
    python -m server web

# Make the fonts for the scripts of the world anew, after an update of Flet; needs npm
letters:
    python -m client.letters.gather

# Pin the requirements anew after a change of pyproject.toml; add --upgrade for newer versions
lock *ARGS:
    #!/bin/sh
    set -eu
    pin() { uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header "$@"; }
    pin pyproject.toml --extra server --output-file requirements/run.txt "$@"
    pin pyproject.toml --extra dev --constraint requirements/run.txt --output-file requirements/dev.txt "$@"
    pin --group installer --output-file requirements/uv.txt "$@"
