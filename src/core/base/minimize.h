/*
 * minimize.h - the least value of a smooth function
 *
 * The only door to libLBFGS (limited-memory BFGS; Nocedal, "Updating
 * quasi-Newton matrices with limited storage", Mathematics of Computation 35,
 * 1980).  Its memory is its own malloc's and is freed before it returns: bounded
 * beforehand by what the env may still take.  It calls back into the caller's
 * functions only, from the same thread.
 */
#ifndef AN_MINIMIZE_H
#define AN_MINIMIZE_H

#include "base/env.h"

typedef enum AnVerdict
{
	AN_GO_ON = 0,
	AN_GOOD_ENOUGH = 1,			/* converged by the caller's measure */
	AN_GIVE_UP = 2				/* canceled, or failed: the reason is in the env */
} AnVerdict;

typedef struct AnFunction
{
	void	   *host;
	/* the value at x, and the gradient there; false: stop as soon as possible */
	bool		(*evaluate) (void *host, const double *x, double *value, double *gradient);
	/* after each iteration, counted from 1 */
	AnVerdict	(*judge) (void *host, uint32_t iteration, double value, const double *x,
						  const double *gradient);
} AnFunction;

typedef struct AnMinimum
{
	double		value;
	uint32_t	iterations;
	bool		converged;		/* judged good enough, or no step leads lower */
} AnMinimum;

/*
 * From the n numbers at x, which become the place of the least value found.  n is
 * a multiple of 8, for the library's kernels; x is aligned as an_alloc() does.
 * history: pairs of steps and gradients that are kept, 3..100.  AN_OK also when
 * max_iterations (>= 1) are over or no lower value is found; AN_EARG, AN_ELIMIT,
 * AN_ENOMEM; what evaluate left in the env's error.
 */
extern AnStatus an_minimize(AnEnv *env, size_t n, double *x, const AnFunction *function,
							uint32_t history, uint32_t max_iterations, AnMinimum *minimum);

#endif
