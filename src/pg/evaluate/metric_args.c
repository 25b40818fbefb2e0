/* metric_args.c - what evaluating predictions shares: arguments, results */
#include "postgres.h"

#include <math.h>

#include "common/shortest_dec.h"

#include "pg/evaluate/metric_args.h"

bool
metric_label(Datum label, LabelKind kind)
{
	int32		value;

	if (kind == LABEL_BOOLEAN)
		return DatumGetBool(label);
	value = DatumGetInt32(label);
	if (value != 0 && value != 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid label: %d", value),
				errhint("A label is boolean, or 0 or 1; compare a class with the one of interest: label = 'yes'."));
	return value == 1;
}

double
metric_number(Datum value, const char *what)
{
	double		number = DatumGetFloat8(value);

	if (!isfinite(number))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				isnan(number) ? errmsg("%s is NaN", what) : errmsg("%s is infinite", what),
				errhint("Leave such rows out, with a WHERE or FILTER clause."));
	return number;
}

double
metric_probability(Datum value)
{
	double		p = metric_number(value, "a probability");

	if (p < 0 || p > 1)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid probability: %s", double_to_shortest_decimal(p)),
				errdetail("A probability is between 0 and 1."));
	return p;
}

double
metric_weight(FunctionCallInfo fcinfo, int arg)
{
	double		weight;

	if (PG_NARGS() <= arg)
		return 1;
	if (PG_ARGISNULL(arg))
		return 0;
	weight = PG_GETARG_FLOAT8(arg);
	if (!(weight >= 0) || isinf(weight))
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid weight: %g", weight),
				errhint("A weight is a finite number of at least 0."));
	return weight;
}

double
metric_mean(const AnLoss *loss)
{
	double		value = an_loss_mean(loss);

	if (loss->rows > 0 && !isfinite(value))
		ereport(ERROR, errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				errmsg("the sum of the errors is out of range"));
	return value;
}
