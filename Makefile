# analytics: models that run where the data lives
EXTENSION  = analytics
MODULE_big = analytics
EXTVERSION = $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" analytics.control)

# The rooms, each above those that it may use: src/core/<room> is plain C11,
# src/pg/<room> is glue.  Every .c file of a room is a module.
CORE_ROOMS = base stats model formats train
PG_ROOMS = base stats registry score evaluate train files
CORE := $(patsubst src/core/%.c,%,$(wildcard $(CORE_ROOMS:%=src/core/%/*.c)))
# BLAS and LAPACK take milliseconds to load, which a session that only scores
# should not pay: they come with a library of their own, see src/pg/base/linalg.c.
LINALG = analytics_linalg$(DLSUFFIX)
LINALG_DOOR = src/pg/base/linalg_library.c
LINALG_CORE = src/core/base/linalg.o src/core/base/solve.o src/core/base/minimize.o
LINALG_OBJS = $(LINALG_DOOR:.c=.o) $(LINALG_CORE) src/core/base/env.o
LINALG_LIBS = -llapacke -lopenblas -llbfgs -lm
PG := $(filter-out $(LINALG_DOOR),$(wildcard src/pg/module.c $(PG_ROOMS:%=src/pg/%/*.c)))
# SQL parts, src/pg/<stem>.sql, in the order of the install script.
PARTS = prologue base/guc \
	registry/model registry/registry registry/import registry/deploy registry/grant \
	registry/features registry/coefficients registry/draw \
	score/predict score/explain score/scorer score/verify files/csv \
	stats/moments stats/pca stats/pca_use registry/pca_store stats/moments_agg train/fit_pca \
	evaluate/arguments evaluate/loss evaluate/score_table evaluate/score_table_agg \
	evaluate/confusion evaluate/confusion_agg evaluate/metrics evaluate/evaluate \
	train/gradient train/train train/cross_validate train/tune score/score_row \
	epilogue

# Tests against a running server: make installcheck
REGRESS = settings registry rights import xgboost predict columns bind table_row explain draw scorer source verify csv \
	moments pca fit_pca \
	metrics evaluate \
	train values train_limits passes boosted cross_validate tune score_row \
	parallel types_check no_crash
REGRESS_OPTS = --load-extension=analytics
ISOLATION = import locks deploy score rights tune score_row drop_extension
ISOLATION_OPTS = --inputdir=test/isolation --load-extension=analytics
TAP_TESTS = 1
PROVE_TESTS = $(sort $(wildcard test/t/*/*.pl))
# Where the files of tests are; pg_regress says so itself since 15.
installcheck: export PG_ABS_SRCDIR = $(abspath $(srcdir))

# Boosted trees are trained by a program of its own, where there is XGBoost's
# library: see src/trainer/trainer.h.
TRAINER = analytics_xgboost
TRAINER_OBJS = $(patsubst %,src/trainer/%.o,main pipes limits rows matrix boost) \
	$(patsubst %,src/core/%.o,base/env base/bytes base/frame train/boosted_codec)

# Released scripts and the upgrades between them are kept as they are; the newest
# is made of src/pg/*/*.sql, and the upgrade to it has new objects from there, too.
SCRIPT = extension/analytics--$(EXTVERSION).sql
UPGRADE = $(wildcard extension/analytics--*--$(EXTVERSION).sql)
DATA = $(filter-out $(SCRIPT) $(UPGRADE),$(wildcard extension/analytics--*.sql extension/analytics--*.control))
DATA_built = $(SCRIPT) $(UPGRADE:%=build/%)
CORE_OBJS = $(CORE:%=src/core/%.o)
PG_OBJS = $(PG:.c=.o)
OBJS = $(filter-out $(LINALG_CORE),$(CORE_OBJS)) $(PG_OBJS)
SHLIB_LINK = -lz -lbz2 -llzma -lm
EXTRA_CLEAN = $(OBJS:.o=.d) $(TRAINER) $(TRAINER_OBJS) $(TRAINER_OBJS:.o=.d) $(LINALG) $(LINALG_OBJS) $(LINALG_OBJS:.o=.d) $(SCRIPT) build output_iso tmp_check

OPTFLAGS ?=
# The tests say -Werror.  Who builds it with a compiler that knows more warnings
# than ours should get an extension.
WERROR ?=
# PostgreSQL's own flags and headers are for the compiler that built it.
CLANG_FLAGS = -Wno-unknown-warning-option -Wno-ignored-optimization-argument \
	-Wno-ignored-attributes
COMMON_CFLAGS = -MMD -MP -fvisibility=hidden $(OPTFLAGS) \
	$(if $(findstring clang,$(CC)),$(CLANG_FLAGS))
# A packager's flags (COPT) and the server's hardening hold for the core, too.
HARDENING = $(COPT) $(filter -D_FORTIFY_SOURCE%,$(CPPFLAGS))
# Scores must agree to the last bit: no fused multiply-add, and single precision
# that stays single, which C11 leaves to the machine (s390x; see scorer.c).  What C23
# calls typeof_unqual, which PostgreSQL 19 writes, gcc also knows as C11.
PG_CPPFLAGS = -Isrc -Isrc/core -Dtypeof_unqual=__typeof_unqual__
PG_CFLAGS = -std=gnu11 -Wall -Wextra $(WERROR) -Wno-unused-parameter \
	-Wno-missing-field-initializers -ffp-contract=off $(COMMON_CFLAGS)
CORE_CFLAGS = -std=c11 -O2 -g -fPIC -fno-strict-aliasing -fwrapv \
	-fstack-protector-strong -fno-omit-frame-pointer \
	$(HARDENING) -Wall -Wextra -Wconversion $(WERROR) -ffp-contract=off -fexcess-precision=fast $(COMMON_CFLAGS)

# No bitcode: inlined into a compiled query, the reading of columns would see
# another executor than the one that it was written for.
override with_llvm = no

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

XGBOOST_HEADER := $(shell $(CC) $(CPPFLAGS) -E -include xgboost/c_api.h -x c /dev/null >/dev/null 2>&1 && echo yes)

# Trees are walked side by side.
src/core/model/forest_walk.o: CORE_CFLAGS += -O3

# The loops over blocks of rows are worth vectorising.
src/core/stats/moments.o src/core/stats/pca.o src/core/train/softmax.o: CORE_CFLAGS += -O3

# The core knows nothing of PostgreSQL: its headers are not in reach.
$(CORE_OBJS): src/core/%.o: src/core/%.c
	$(CC) $(CORE_CFLAGS) -Isrc/core -c -o $@ $<

$(LINALG): $(LINALG_OBJS)
	$(CC) $(CORE_CFLAGS) $(LDFLAGS) -shared -o $@ $^ $(LINALG_LIBS)

all: $(LINALG)
install: install-linalg
installdirs: installdirs-linalg
uninstall: uninstall-linalg

installdirs-linalg:
	$(MKDIR_P) '$(DESTDIR)$(pkglibdir)'
install-linalg: $(LINALG) installdirs-linalg
	$(INSTALL_SHLIB) $(LINALG) '$(DESTDIR)$(pkglibdir)/'
uninstall-linalg:
	rm -f '$(DESTDIR)$(pkglibdir)/$(LINALG)'

.PHONY: installdirs-linalg install-linalg uninstall-linalg

# The server's version makes the programs for two servers differ: what a debugger
# knows of a program goes by its contents, and is in the package for each.
src/trainer/%.o: src/trainer/%.c
	$(CC) $(filter-out -std=c11,$(CORE_CFLAGS)) -std=gnu11 -DSERVER_MAJOR='"$(MAJORVERSION)"' -Isrc/core -Isrc/trainer -c -o $@ $<

$(TRAINER): $(TRAINER_OBJS)
	$(CC) $(CORE_CFLAGS) $(LDFLAGS) -o $@ $^ -lxgboost -lz -lm

ifeq ($(XGBOOST_HEADER),yes)
all: $(TRAINER)
install: install-trainer
else
all: no-trainer
endif
uninstall: uninstall-trainer

no-trainer:
	@echo "Boosted trees are not built: there is no xgboost/c_api.h (Debian: libxgboost-dev)."
install-trainer: $(TRAINER) installdirs-linalg
	$(INSTALL_PROGRAM) $(TRAINER) '$(DESTDIR)$(pkglibdir)/'
uninstall-trainer:
	rm -f '$(DESTDIR)$(pkglibdir)/$(TRAINER)'

.PHONY: no-trainer install-trainer uninstall-trainer

# A script that was only begun would look newer than its parts.
.DELETE_ON_ERROR:

# The extension's own schema is one that the script makes (prologue.sql); what
# PostgreSQL takes for it is pg_catalog, so that nobody's objects are in the way.
SCRIPT_PARTS = $(PARTS:%=src/pg/%.sql)
EXPANDS = src/pg/expand.awk $(SCRIPT_PARTS) src/core/stats/metrics.h Makefile
$(SCRIPT): $(EXPANDS)
	@mkdir -p $(@D)
	awk -v schema=$(EXTENSION) -f src/pg/expand.awk $(SCRIPT_PARTS) > $@

# In an upgrade, the schema is the one that the extension is in.
$(UPGRADE:%=build/%): build/%: % $(EXPANDS)
	@mkdir -p $(@D)
	awk -v schema=@extschema@ -v since=$(EXTVERSION) -f src/pg/expand.awk $< > $@

# make dist: the archive for PGXN, of what is committed.
DISTVERSION = $(shell awk -F'"' '/"version"/ { print $$4; exit }' META.json)
DIST = $(EXTENSION)-$(DISTVERSION).zip
dist:
	git archive --format=zip --prefix=$(EXTENSION)-$(DISTVERSION)/ -o $(DIST) HEAD

.PHONY: dist

# Without a server: the core alone, with the sanitizers watching.
CORE_LIBS = -lz -lbz2 -llzma $(LINALG_LIBS)
SANITIZE = -U_FORTIFY_SOURCE -fsanitize=address,undefined -fno-sanitize-recover=all -fno-wrapv
TEST_CFLAGS = $(filter-out -Wconversion,$(CORE_CFLAGS)) $(SANITIZE) -Isrc/core -Itest/unit -D_FILE_OFFSET_BITS=64
UNIT_TESTS = $(patsubst test/%.c,build/%,$(wildcard test/unit/*/*_test.c))
FUZZERS = $(patsubst test/fuzz/%.c,%,$(wildcard test/fuzz/*_fuzz.c))
CHECKED_OBJS = $(CORE:%=build/core/%.o)
FUZZ_CC = clang
FUZZ_SECONDS = 60

$(CHECKED_OBJS): build/core/%.o: src/core/%.c
	@mkdir -p $(@D)
	$(CC) $(CORE_CFLAGS) $(SANITIZE) -Isrc/core -c -o $@ $<

build/unit/%: test/unit/%.c $(CHECKED_OBJS)
	@mkdir -p $(@D)
	$(CC) $(TEST_CFLAGS) -o $@ $< $(CHECKED_OBJS) -lcmocka $(CORE_LIBS)

build/replay/%: test/fuzz/%.c test/fuzz/replay.c $(CHECKED_OBJS)
	@mkdir -p $(@D)
	$(CC) $(TEST_CFLAGS) -o $@ $^ $(CORE_LIBS)

# The core with the fuzzer seeing every branch.
FUZZ_OBJS = $(CORE:%=build/fuzzed/%.o)
FUZZ_CFLAGS = $(filter-out -MMD -MP,$(TEST_CFLAGS)) $(CLANG_FLAGS)

$(FUZZ_OBJS): build/fuzzed/%.o: src/core/%.c
	@mkdir -p $(@D)
	$(FUZZ_CC) $(FUZZ_CFLAGS) -fsanitize=fuzzer-no-link -c -o $@ $<

build/fuzz/%: test/fuzz/%.c $(FUZZ_OBJS)
	@mkdir -p $(@D)
	$(FUZZ_CC) $(FUZZ_CFLAGS) -fsanitize=fuzzer -o $@ $< $(FUZZ_OBJS) $(CORE_LIBS)

# One of them talks to the program that trains with XGBoost.
unit-tests: $(UNIT_TESTS) $(if $(XGBOOST_HEADER),$(TRAINER))
replay-targets: $(FUZZERS:%=build/replay/%)
fuzz-targets: $(FUZZERS:%=build/fuzz/%)

# make check-core: every unit test, then every input that fuzzing ever found.
check-core: unit-tests replay-targets
	@failed=0; \
	for test in $(UNIT_TESTS); do $$test || failed=1; done; \
	for target in $(FUZZERS); do build/replay/$$target test/corpus/$${target%_fuzz} || failed=1; done; \
	exit $$failed

# make fuzz: each target for FUZZ_SECONDS; finds go to build/fuzz.
fuzz: fuzz-targets
	ci/fuzz $(FUZZ_SECONDS) $(FUZZERS)

.PHONY: unit-tests replay-targets fuzz-targets check-core fuzz

-include $(OBJS:.o=.d) $(LINALG_OBJS:.o=.d) $(TRAINER_OBJS:.o=.d) $(CHECKED_OBJS:.o=.d) $(wildcard build/unit/*/*.d build/replay/*.d)
