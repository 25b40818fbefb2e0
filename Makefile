# analytics: models that run where the data lives
EXTENSION  = analytics
MODULE_big = analytics
EXTVERSION = $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" analytics.control)

# One stem a module: src/core/<stem>.c is plain C11, src/pg/<stem>.c is glue.
CORE = base/env base/bytes base/encoding \
	model/model model/layout model/builder model/image model/category model/levels \
	model/scorer model/scorer_build \
	model/explain model/reasons \
	formats/formats formats/unpack formats/rds \
	formats/c50_text formats/c50_schema formats/c50_tree formats/c50_rules \
	formats/c50_cost formats/c50
PG   = module
PARTS = prologue

OBJS = $(CORE:%=src/core/%.o) $(PG:%=src/pg/%.o)
CORE_CPPFLAGS = -Isrc/core
PG_CPPFLAGS = -Isrc/core -Isrc/pg
# Scores must agree to the last bit: no fused multiply-add.
PG_CFLAGS = -std=gnu11 -Wall -Wextra -Werror -Wno-unused-parameter -ffp-contract=off -fvisibility=hidden
SHLIB_LINK = -lz -lbz2 -llzma -lm
