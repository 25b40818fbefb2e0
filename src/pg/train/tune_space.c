/* tune_space.c - the options that tune() tries */
#include "postgres.h"

#include <math.h>

#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "pg/base/options.h"
#include "pg/train/tune_space.h"

#define MAX_PERMUTED 1000000	/* combinations that are put into a random order */
#define MAX_WHOLE 1e9

typedef struct SpaceOption
{
	char	   *name;
	List	   *values;			/* of JsonbValue *; NIL: a range */
	double		min;
	double		max;
	bool		log;
	bool		whole;
} SpaceOption;

struct TuneSpace
{
	List	   *options;		/* of SpaceOption * */
	bool		grid;
	int			seed;
	double		combinations;	/* infinite when there is a range */
	int		   *order;			/* of the combinations, or NULL: drawn independently */
};

static _Noreturn void
invalid_space(const char *option, const char *detail)
{
	ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			errmsg("invalid space for option \"%s\"", option),
			errdetail("%s", detail),
			errhint("Give an array of values, or for random trials a range: {\"min\": 0.01, \"max\": 0.3, \"log\": true}."));
	pg_unreachable();
}

/* ----- reading ----- */

static double
range_number(const char *option, const JsonbValue *value)
{
	double		number = option_number(value);

	if (isnan(number))
		invalid_space(option, "Bounds of a range are numbers.");
	return number;
}

static bool
range_flag(const char *option, const JsonbValue *value)
{
	if (value->type != jbvBool)
		invalid_space(option, "The keys \"log\" and \"integer\" of a range are true or false.");
	return value->val.boolean;
}

static void
range_member(SpaceOption *option, const char *key, const JsonbValue *value)
{
	if (strcmp(key, "min") == 0)
		option->min = range_number(option->name, value);
	else if (strcmp(key, "max") == 0)
		option->max = range_number(option->name, value);
	else if (strcmp(key, "log") == 0)
		option->log = range_flag(option->name, value);
	else if (strcmp(key, "integer") == 0)
		option->whole |= range_flag(option->name, value);
	else
		invalid_space(option->name, "A range has the keys \"min\", \"max\", \"log\" and \"integer\".");
}

static void
check_range(const SpaceOption *option)
{
	if (!(option->min <= option->max) || isinf(option->min) || isinf(option->max))
		invalid_space(option->name, "A range has \"min\" and \"max\", and the first is not greater.");
	if (option->log && option->min <= 0)
		invalid_space(option->name, "On a logarithmic scale \"min\" is greater than 0.");
	if (option->whole && (option->min != floor(option->min) || option->max != floor(option->max)
						  || fabs(option->min) > MAX_WHOLE || fabs(option->max) > MAX_WHOLE))
		invalid_space(option->name, "Bounds of a range of whole numbers are whole, up to 1000000000.");
}

static void
read_range(SpaceOption *option, JsonbContainer *container)
{
	OptionWalk	walk = options_of(container);

	option->min = option->max = NAN;
	while (next_option(&walk))
		range_member(option, walk.name, &walk.value);
	check_range(option);
}

static void
add_value(SpaceOption *option, const JsonbValue *value)
{
	JsonbValue *copy = palloc(sizeof(JsonbValue));

	*copy = *value;
	option->values = lappend(option->values, copy);
}

static void
read_array(SpaceOption *option, JsonbContainer *container)
{
	OptionWalk	walk = options_of(container);

	while (next_option(&walk))
		add_value(option, &walk.value);
	if (option->values == NIL)
		invalid_space(option->name, "The array is empty.");
}

static void
read_option(TuneSpace *space, SpaceOption *option, const JsonbValue *value)
{
	if (option_array(value) != NULL)
		read_array(option, option_array(value));
	else if (option_object(value) != NULL)
		read_range(option, option_object(value));
	else
		add_value(option, value);
	if (option->values == NIL && space->grid)
		invalid_space(option->name, "A grid cannot have a range.");
	space->options = lappend(space->options, option);
	space->combinations *= option->values == NIL ? INFINITY : list_length(option->values);
}

static SpaceOption *
new_option(char *name, TrainAlgorithm algorithm, Jsonb *others)
{
	SpaceOption *option = palloc0(sizeof(SpaceOption));

	option->name = name;
	option->whole = train_option_is_whole(option->name, algorithm);
	if (others != NULL && getKeyJsonValueFromContainer(&others->root, option->name, (int) strlen(option->name), NULL) != NULL)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("option \"%s\" is both in the space and in the options", option->name));
	return option;
}

/* ----- random numbers: splitmix64's mixing (Steele, Lea and Flood 2014) ----- */

static uint64
mix(uint64 x)
{
	x += UINT64CONST(0x9E3779B97F4A7C15);
	x = (x ^ (x >> 30)) * UINT64CONST(0xBF58476D1CE4E5B9);
	x = (x ^ (x >> 27)) * UINT64CONST(0x94D049BB133111EB);
	return x ^ (x >> 31);
}

/* In 0..1 without 1, from the seed and where it is used. */
static double
random_number(const TuneSpace *space, int trial, int place)
{
	return (double) (mix(mix(mix((uint64) space->seed) + (uint64) trial) + (uint64) place) >> 11) * 0x1p-53;
}

/* Each place gets one of those that are left: the first do not depend on how
 * many are wanted. */
static void
permute(TuneSpace *space)
{
	int			n = (int) space->combinations;

	space->order = MemoryContextAllocHuge(CurrentMemoryContext, (Size) n * sizeof(int));
	for (int i = 0; i < n; i++)
		space->order[i] = i;
	for (int i = 0; i < n - 1; i++)
	{
		int			other = i + (int) (random_number(space, i, -1) * (n - i));
		int			swap = space->order[i];

		space->order[i] = space->order[other];
		space->order[other] = swap;
	}
}

TuneSpace *
tune_space_read(Jsonb *json, TrainAlgorithm algorithm, Jsonb *options, bool grid, int seed)
{
	TuneSpace  *space = palloc0(sizeof(TuneSpace));
	OptionWalk	walk = options_of(&json->root);

	if (!JB_ROOT_IS_OBJECT(json) || JB_ROOT_COUNT(json) == 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("the space is not a JSON object with options to try"),
				errhint("For example '{\"max_depth\": [3, 6, 9]}'."));
	space->grid = grid;
	space->seed = seed;
	space->combinations = 1;
	while (next_option(&walk))
		read_option(space, new_option(walk.name, algorithm, options), &walk.value);
	if (grid && space->combinations > MAX_TRIALS)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("the space has %.15g combinations", space->combinations),
				errdetail("A grid has at most %d.", MAX_TRIALS),
				errhint("Use the strategy 'random'."));
	if (!grid && space->combinations <= MAX_PERMUTED)
		permute(space);
	return space;
}

int
tune_space_trials(const TuneSpace *space, int wanted)
{
	return space->grid ? (int) space->combinations : (int) Min((double) wanted, space->combinations);
}

/* ----- one trial ----- */

static JsonbValue
number_value_of(const char *digits)
{
	JsonbValue	value = {.type = jbvNumeric};

	value.val.numeric = DatumGetNumeric(DirectFunctionCall3(numeric_in, CStringGetDatum(digits),
															ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
	return value;
}

static JsonbValue
draw_whole(const SpaceOption *option, double u)
{
	double		low = option->min - 0.5;
	double		x = option->log ? rint(exp(log(option->min) + u * (log(option->max) - log(option->min))))
		: rint(low + u * (option->max - low + 0.5));

	return number_value_of(psprintf("%.0f", Max(option->min, Min(option->max, x))));
}

static JsonbValue
draw_number(const SpaceOption *option, double u)
{
	double		x = option->log ? exp(log(option->min) + u * (log(option->max) - log(option->min)))
		: option->min + u * (option->max - option->min);
	char	   *digits = psprintf("%.6g", x);
	double		rounded = strtod(digits, NULL);

	if (rounded < option->min || rounded > option->max)
		digits = psprintf("%.17g", rounded < option->min ? option->min : option->max);
	return number_value_of(digits);
}

static JsonbValue
draw(const TuneSpace *space, const SpaceOption *option, int trial, int place)
{
	double		u = random_number(space, trial, place);

	if (option->values != NIL)
		return *(JsonbValue *) list_nth(option->values, (int) (u * list_length(option->values)));
	return option->whole ? draw_whole(option, u) : draw_number(option, u);
}

/* Which of an option's values a combination has: digits of a number whose last
 * digit varies fastest. */
static JsonbValue
combined(const TuneSpace *space, int place, int combination)
{
	List	   *values = ((SpaceOption *) list_nth(space->options, place))->values;

	for (int i = list_length(space->options) - 1; i > place; i--)
		combination /= list_length(((SpaceOption *) list_nth(space->options, i))->values);
	return *(JsonbValue *) list_nth(values, combination % list_length(values));
}

Jsonb *
tune_space_settings(const TuneSpace *space, int trial)
{
	AnJsonbState state = {0};
	JsonbValue *result;

	an_jsonb_push(&state, WJB_BEGIN_OBJECT, NULL);
	for (int i = 0; i < list_length(space->options); i++)
	{
		SpaceOption *option = list_nth(space->options, i);
		JsonbValue	key = {.type = jbvString};
		JsonbValue	value;

		if (space->grid || space->order != NULL)
			value = combined(space, i, space->order != NULL ? space->order[trial] : trial);
		else
			value = draw(space, option, trial, i);
		key.val.string.val = option->name;
		key.val.string.len = (int) strlen(option->name);
		an_jsonb_push(&state, WJB_KEY, &key);
		an_jsonb_push(&state, WJB_VALUE, &value);
	}
	result = an_jsonb_push(&state, WJB_END_OBJECT, NULL);
	return JsonbValueToJsonb(result);
}
