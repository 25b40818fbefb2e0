/* metric_args.h - what evaluating predictions shares: arguments, results */
#ifndef AN_PG_METRIC_ARGS_H
#define AN_PG_METRIC_ARGS_H

#include "pg/base/an_pg.h"

#include "stats/metrics.h"

typedef enum LabelKind
{
	LABEL_BOOLEAN,
	LABEL_INTEGER				/* 0 or 1 */
} LabelKind;

/* What happened; raises for an integer that is neither 0 nor 1. */
extern bool metric_label(Datum label, LabelKind kind);

/* A number that is finite; what ("a score") begins the message if not. */
extern double metric_number(Datum value, const char *what);

/* A number from 0 to 1. */
extern double metric_probability(Datum value);

/* Argument arg, if there is one, else 1.  0 says that the row does not count:
 * the weight is 0 or NULL.  Raises for one that is negative or not finite. */
extern double metric_weight(FunctionCallInfo fcinfo, int arg);

/* an_loss_mean(); raises when a sum overflowed.  NaN without rows. */
extern double metric_mean(const AnLoss *loss);

/* an_class_summary(); raises when memory is short. */
extern void metric_classes(const AnConfusion *c, AnClassSummary *summary);

/* NaN, which says that there is no such figure, as NULL. */
#define METRIC_RETURN(value) \
	do { \
		double		metric_result = (value); \
		if (isnan(metric_result)) \
			PG_RETURN_NULL(); \
		PG_RETURN_FLOAT8(metric_result); \
	} while (0)

#endif
