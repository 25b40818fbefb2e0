/*
 * score_table.h - how many positives and negatives have which score
 *
 * What everything that depends on the order of scores needs of a table of any
 * length: the area under a ROC curve, Kolmogorov and Smirnov's statistic, lift,
 * calibration.  The score tables of two parts of a table, merged, are that of
 * the whole.
 *
 * Contract
 *  1. A value is one flat block of an_score_table_size() bytes without
 *     pointers, aligned to 8, in the machine's byte order.  Its first 4 bytes
 *     belong to the host.
 *  2. The first sorted counts are in ascending order of their score, without
 *     repetition; rows are added behind them, unsorted, and sorted in when
 *     there is no room.  Adding n rows takes O(n log n).
 *  3. Up to AN_MAX_SCORES distinct scores it is exact: a score is a bit
 *     pattern, 0 and -0 are the same.
 *  4. With more, scores that agree but for the last `level` bits of their
 *     double are counted together, with their weighted mean as the score; level
 *     is the smallest for which that leaves at most AN_MAX_SCORES.  As these
 *     cells are nested, the order of rows, splits and merges does not matter:
 *     cells and counts are always the same.  A cell holds neighbouring scores,
 *     2^(level - 52) apart in relation to their size.
 *  5. A score is finite, a weight finite and > 0: the caller looks.  Sums of
 *     weights beyond AN_MAX_SCORE_WEIGHT are AN_ENUMERIC.
 *  6. Reading functions want compacted tables (used = sorted).
 */
#ifndef AN_SCORE_TABLE_H
#define AN_SCORE_TABLE_H

#include "base/env.h"

#define AN_SCORE_TABLE_VERSION 1
#define AN_MAX_SCORES ((uint32_t) 1 << 20)
#define AN_MAX_SCORE_ROWS ((int64_t) 1 << 53)
#define AN_MAX_SCORE_WEIGHT 1e150	/* products of two are finite */
#define AN_MAX_SCORE_LEVEL 63

/* Room for counts: at first, and the most. */
#define AN_SCORE_FIRST_ROOM 8
#define AN_SCORE_FULL_ROOM (2 * AN_MAX_SCORES)

/* flags */
#define AN_SCORES_WEIGHTED 1	/* rows came with weights */

typedef struct AnScoreCount
{
	double		score;
	double		positive;		/* sums of weights: without, numbers of rows */
	double		negative;
} AnScoreCount;

typedef struct AnScoreTable
{
	uint32_t	host;
	uint16_t	version;
	uint16_t	flags;
	uint32_t	level;			/* contract 4; 0: exact */
	uint32_t	room;			/* for counts */
	uint32_t	sorted;
	uint32_t	used;			/* >= sorted */
	int64_t		rows;			/* used */
	int64_t		skipped;
	/* AnScoreCount counts[room] */
} AnScoreTable;

extern size_t an_score_table_size(uint32_t room);
extern void an_score_table_init(AnScoreTable *t, uint32_t room, uint16_t flags);

/* Whether size bytes hold a table that every function here can take without
 * reading beyond it: O(1), for values that were stored.  AN_ECORRUPT. */
extern bool an_score_table_valid(const AnScoreTable *t, size_t size);
extern AnStatus an_score_table_check(AnEnv *env, const AnScoreTable *t, size_t size);

extern AnScoreCount *an_score_counts(AnScoreTable *t);
extern const AnScoreCount *an_score_counts_of(const AnScoreTable *t);

/* False: there is no room; see an_score_table_more_room(). */
extern bool an_score_table_add(AnScoreTable *t, double score, bool positive, double weight);

/* Sorts everything in: used = sorted <= AN_MAX_SCORES.  AN_ENUMERIC by contract 5. */
extern AnStatus an_score_table_compact(AnEnv *env, AnScoreTable *t);

/* The room that a compacted table should grow to; the present one: it has enough. */
extern uint32_t an_score_table_more_room(const AnScoreTable *t);

/* Copies into memory of an_score_table_size(room), room >= used. */
extern void an_score_table_copy(const AnScoreTable *from, uint32_t room, AnScoreTable *to);

/* into += from; into has the room that an_score_table_merge_room() says. */
extern uint32_t an_score_table_merge_room(const AnScoreTable *into, const AnScoreTable *from);
extern AnStatus an_score_table_merge(AnEnv *env, AnScoreTable *into, const AnScoreTable *from);

/* What the scores of a cell have in common; ascending as the scores are. */
extern uint64_t an_score_cell(double score, uint32_t level);

/* ----- as bytes that any machine can read: docs/format.md ----- */

/* Of a compacted table. */
extern AnStatus an_score_table_encode(AnEnv *env, const AnScoreTable *t,
									  const uint8_t **bytes, size_t *size);
/* Memory-safe on any bytes, and proves the contract; room = used.  AN_ECORRUPT. */
extern AnStatus an_score_table_decode(AnEnv *env, const uint8_t *bytes, size_t size,
									  AnScoreTable **t);

#endif
