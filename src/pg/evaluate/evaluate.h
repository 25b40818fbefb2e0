/* evaluate.h - predictions against what happened, row by row */
#ifndef AN_PG_EVALUATE_H
#define AN_PG_EVALUATE_H

#include "pg/base/an_pg.h"

#include "pg/evaluate/confusion.h"
#include "pg/score/query_rows.h"
#include "pg/evaluate/score_table.h"

#include "stats/metrics.h"

typedef struct Evaluation
{
	QueryRows	query;			/* first: what bind and visit are given */
	const AnModel *model;
	char	   *target_name;
	QueryColumn target;
	int64		skipped;
	bool		one_class;		/* figures of one class against the rest */
	uint32		klass;			/* which */
	AnFigures	figures;		/* its sums of errors */
	AnScoreTable *scores;
	AnConfusion *confusion;
	int32	   *numbers;		/* of the model's classes in it; -1: not yet seen */
} Evaluation;

/* After query_rows_begin() or query_rows_begin_value(); target NULL: the model's
 * own; klass NULL: of two classes the second one. */
extern void evaluation_begin(Evaluation *e, const text *target, text *klass);

/* Called for each figure, in a fixed order; NaN says that there is none. */
typedef void (*EvaluationPut) (void *host, const char *metric, double value);
extern void evaluation_metrics(const Evaluation *e, EvaluationPut put, void *host);

#endif
