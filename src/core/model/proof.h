/* proof.h - how a broken clause of a model's contract is told */
#ifndef AN_PROOF_H
#define AN_PROOF_H

#include "base/env.h"

static inline AnStatus
an_broken_rule(AnEnv *env, const char *what)
{
	an_fail(env, AN_ECORRUPT, "invalid model");
	return an_detail(env, "Broken rule: %s.", what);
}

#define REQUIRE(condition, what) \
	do { \
		if (!(condition)) \
			return an_broken_rule(env, what); \
	} while (0)

#endif
