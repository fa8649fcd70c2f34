# Nexus: `make run` opens the shop, `make test` proves the house. What each needs, it fetches by itself.
# Variables: PORT= HOST= DATA_DIR= DEMO=0 PYTHON=

export
PATH := $(CURDIR)/.venv/bin:$(PATH)
# Dozens of processes import the same modules: compiled once, kept beside them, whatever the machine usually does.
unexport PYTHONDONTWRITEBYTECODE
PREPARE = @sh nexus/deploy/prepare.sh

.PHONY: run empty test lint bench prove ready style types layers schema modules deployable

run:
	$(PREPARE) run
	@python manage.py prepare
	@exec python manage.py serve

# Puts what there is (the demo shop, say) aside and opens an empty shop, which asks for its company first.
empty:
	@old="$${DATA_DIR:-data}"; [ ! -e "$$old" ] || mv -v "$$old" "$$old-$$(date +%Y%m%d-%H%M%S)"
	@DEMO=0 $(MAKE) --no-print-directory run

ready:
	$(PREPARE) test

# The quick checks run two at a time, the till's modules alone, because some of their tests look at the clock;
# the tests come last, so that their closing line is the last word. A journey that fails is told once more from its
# beginning, and counted as such: a browser, a server and two workers on a busy machine miss a moment now and then.
test: ready
	@status=0; \
	$(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync=target types style layers schema deployable || status=1; \
	$(MAKE) --no-print-directory modules || status=1; \
	python -m pytest -n 2 -m "not prove" --ignore=tests/journeys || status=1; \
	python -m pytest -n 2 -m "not prove" --reruns 1 tests/journeys || status=1; \
	exit $$status

lint: ready
	@$(MAKE) --no-print-directory --keep-going style layers types

bench: ready
	python -m tests.bench.run

prove: ready
	python -m pytest -m prove -p no:randomly

style:
	@ruff check .
	@ruff format --check .

types:
	@mypy

layers:
	@lint-imports --no-cache | tail -n 20

schema:
	@DATA_DIR=$$(mktemp -d) python -W error manage.py makemigrations --check --dry-run

# The settings of a server on the internet, with which Django's own deployment check has nothing to say.
deployable:
	@DATA_DIR=$$(mktemp -d) PRODUCTION=1 TRUSTED_PROXIES=1 DJANGO_ALLOWED_HOSTS=nexus.example \
	DJANGO_SECRET_KEY=only-for-the-check-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF \
	python manage.py check --deploy --fail-level WARNING

modules:
	@sh nexus/deploy/test-modules.sh
