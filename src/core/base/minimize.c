/* minimize.c - the least value of a smooth function, by libLBFGS */
#include "base/minimize.h"

#include <lbfgs.h>
#include <math.h>
#include <string.h>

/* Vectors of n numbers that libLBFGS allocates, besides two for each pair. */
#define OWN_VECTORS 6
#define MIN_HISTORY 3
#define MAX_HISTORY 100
#define MULTIPLE 8

typedef struct Run
{
	const AnFunction *function;
	bool		stopped;
	AnMinimum  *minimum;
} Run;

/* Once stopped, the line search is fed with what no step leads out of: it gives
 * up after a few calls that cost nothing, and the library frees its memory. */
static lbfgsfloatval_t
evaluate(void *instance, const lbfgsfloatval_t *x, lbfgsfloatval_t *gradient, const int n,
		 const lbfgsfloatval_t step)
{
	Run		   *run = instance;
	double		value = 0;

	(void) step;
	if (!run->stopped)
		run->stopped = !run->function->evaluate(run->function->host, x, &value, gradient);
	if (!run->stopped)
		return value;
	memset(gradient, 0, (size_t) n * sizeof(double));
	return NAN;
}

static int
progress(void *instance, const lbfgsfloatval_t *x, const lbfgsfloatval_t *gradient,
		 const lbfgsfloatval_t value, const lbfgsfloatval_t xnorm, const lbfgsfloatval_t gnorm,
		 const lbfgsfloatval_t step, int n, int iteration, int evaluations)
{
	Run		   *run = instance;
	AnVerdict	verdict;

	(void) xnorm;
	(void) gnorm;
	(void) step;
	(void) n;
	(void) evaluations;
	if (run->stopped)
		return AN_GIVE_UP;
	run->minimum->value = value;
	run->minimum->iterations = (uint32_t) iteration;
	verdict = run->function->judge(run->function->host, (uint32_t) iteration, value, x, gradient);
	run->stopped = verdict == AN_GIVE_UP;
	run->minimum->converged = verdict == AN_GOOD_ENOUGH;
	return (int) verdict;
}

static AnStatus
check_size(AnEnv *env, size_t n, uint32_t history)
{
	size_t		vectors = OWN_VECTORS + 2 * (size_t) history;

	if (history < MIN_HISTORY || history > MAX_HISTORY)
	{
		an_fail(env, AN_EARG, "invalid history: %u", history);
		return an_detail(env, "It is a number from %d to %d.", MIN_HISTORY, MAX_HISTORY);
	}
	if (n == 0 || n % MULTIPLE != 0 || n > INT32_MAX / 16)
		return an_fail(env, AN_ELIMIT, "%zu coefficients cannot be minimised", n);
	if (n > (env->limit - env->used) / sizeof(double) / vectors)
	{
		an_fail(env, AN_ELIMIT, "memory limit exceeded");
		an_detail(env, "The minimisation of %zu coefficients takes %zu numbers for each.", n, vectors);
		return an_hint(env, "A smaller history takes less.");
	}
	return AN_OK;
}

/* Steps that lead nowhere are where rounding ends it, or an edge of what can be
 * computed: the caller sees by the gradient which. */
static bool
no_lower_value(int status)
{
	return status == LBFGSERR_ROUNDING_ERROR || status == LBFGSERR_MINIMUMSTEP ||
		status == LBFGSERR_MAXIMUMSTEP || status == LBFGSERR_MAXIMUMLINESEARCH ||
		status == LBFGSERR_WIDTHTOOSMALL || status == LBFGSERR_OUTOFINTERVAL ||
		status == LBFGSERR_INCORRECT_TMINMAX || status == LBFGSERR_INCREASEGRADIENT;
}

static AnStatus
conclude(AnEnv *env, int status, AnMinimum *minimum)
{
	if (env->error.status != AN_OK)
		return env->error.status;
	if (status == LBFGSERR_OUTOFMEMORY)
		return an_fail(env, AN_ENOMEM, "out of memory");
	if (status == LBFGS_SUCCESS || status == LBFGS_ALREADY_MINIMIZED || no_lower_value(status))
		minimum->converged = true;
	else if (status != AN_GOOD_ENOUGH && status != LBFGSERR_MAXIMUMITERATION)
	{
		an_fail(env, AN_ENUMERIC, "the minimisation failed");
		return an_detail(env, "libLBFGS returned %d.", status);
	}
	return AN_OK;
}

AnStatus
an_minimize(AnEnv *env, size_t n, double *x, const AnFunction *function, uint32_t history,
			uint32_t max_iterations, AnMinimum *minimum)
{
	Run			run = {function, false, minimum};
	lbfgs_parameter_t parameters;
	double		value = 0;
	int			status;

	*minimum = (AnMinimum) {0};
	AN_TRY(check_size(env, n, history));
	if (max_iterations == 0 || max_iterations > INT32_MAX)
		return an_fail(env, AN_EARG, "invalid number of iterations: %u", max_iterations);
	lbfgs_parameter_init(&parameters);
	parameters.m = (int) history;
	parameters.max_iterations = (int) max_iterations;
	/* Interpolation is led astray where a step too far is exponentially worse. */
	parameters.linesearch = LBFGS_LINESEARCH_BACKTRACKING_WOLFE;
	parameters.epsilon = 1e-300;	/* the caller judges */
	status = lbfgs((int) n, x, &value, evaluate, progress, &run, &parameters);
	if (!run.stopped)
		minimum->value = value;
	return conclude(env, status, minimum);
}
