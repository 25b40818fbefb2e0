/* scorer_build.c - what is computed once, so that each row need not */
#include "model/scorer_impl.h"

#include <math.h>

/* Votes are computed in advance up to this many operations. */
#define MAX_VOTE_WORK ((uint64_t) 100 * 1000 * 1000)

static AnStatus
build_levels(AnEnv *env, AnScorer *s)
{
	const AnModel *m = s->model;

	s->levels = an_alloc_array(env, (size_t) m->nfeatures + 1, sizeof(*s->levels));
	if (s->levels == NULL)
		return env->error.status;
	for (uint32_t f = 0; f < m->nfeatures; f++)
		if (m->features[f].kind == AN_CATEGORICAL)
			AN_TRY(an_level_table_build(env, &m->features[f], &s->levels[f]));
	return AN_OK;
}

/* The model's own maps, then one that sends every level to its own child. */
static AnStatus
build_maps(AnEnv *env, AnScorer *s)
{
	const AnModel *m = s->model;
	uint32_t	widest = 0;

	for (uint32_t f = 0; f < m->nfeatures; f++)
		if (m->features[f].nlevels > widest)
			widest = m->features[f].nlevels;
	s->maps = an_alloc_array(env, (size_t) m->nbranches + widest + 1, sizeof(uint16_t));
	if (s->maps == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < m->nbranches; i++)
		s->maps[i] = m->branches[i];
	for (uint32_t i = 0; i < widest; i++)
		s->maps[m->nbranches + i] = (uint16_t) i;
	return AN_OK;
}

static Step
step_of_node(const AnModel *m, uint32_t index)
{
	const AnNode *node = &m->nodes[index];
	Step		step = {INFINITY, index, m->nfeatures, STEP_CUT};

	if (node->kind == AN_LEAF)
		return step;
	step.feature = node->feature;
	step.cut = node->cut;
	step.child = node->child;
	if (node->kind == AN_CUT)
	{
		step.child++;			/* past the branch of N/A */
		if (node->low != node->cut || node->high != node->cut)
			step.map = STEP_SOFT;
	}
	else
		step.map = node->kind == AN_NWAY ? m->nbranches : node->branches;
	return step;
}

static AnStatus
build_steps(AnEnv *env, AnScorer *s)
{
	const AnModel *m = s->model;

	s->steps = an_alloc_array(env, (size_t) m->nnodes + 1, sizeof(Step));
	if (s->steps == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < m->nnodes; i++)
		s->steps[i] = step_of_node(m, i);
	return AN_OK;
}

static AnStatus
build_priors(AnEnv *env, AnScorer *s)
{
	const AnModel *m = s->model;

	s->prior = an_alloc_array(env, (size_t) m->ntrials * m->nclasses, sizeof(double));
	if (s->prior == NULL)
		return env->error.status;
	for (uint32_t t = 0; t < m->ntrials; t++)
	{
		uint32_t	root = m->trials[t].first;

		for (uint32_t c = 0; c < m->nclasses; c++)
			s->prior[(size_t) t * m->nclasses + c] =
				(double) (m->freq[(size_t) root * m->nclasses + c] / m->nodes[root].cases);
	}
	return AN_OK;
}

/*
 * The most branches that can be pending at a time.  A node's children are
 * pushed together and taken from the first on, so that while child k is
 * visited forks - 1 - k of its siblings wait.
 */
static AnStatus
measure_stack(AnEnv *env, AnScorer *s)
{
	const AnModel *m = s->model;
	uint32_t   *need = an_alloc_array(env, (size_t) m->nnodes + 1, sizeof(uint32_t));

	if (need == NULL)
		return env->error.status;
	s->stack = 1;
	for (uint32_t i = m->nnodes; i-- > 0;)
	{
		const AnNode *node = &m->nodes[i];

		need[i] = node->kind == AN_LEAF ? 1 : node->forks;
		for (uint32_t k = 0; node->kind != AN_LEAF && k < node->forks; k++)
			if (need[node->child + k] + node->forks - 1 - k > need[i])
				need[i] = need[node->child + k] + node->forks - 1 - k;
		if (need[i] > s->stack)
			s->stack = need[i];
	}
	return AN_OK;
}

/* The arrays that a case needs besides its values, widest elements first. */
static size_t
scratch_size(const AnScorer *s)
{
	if (s->model->kind >= AN_FOREST)
		return sizeof(Scratch) + an_model_groups(s->model) * sizeof(double)
			+ ((size_t) s->model->nfeatures + 1) * sizeof(uint32_t);
	return sizeof(Scratch) + s->model->nclasses * (sizeof(double) + 2 * sizeof(int64_t) + 2 * sizeof(float))
		+ s->stack * sizeof(Pending);
}

static Scratch *
place_scratch(const AnScorer *s, void *block)
{
	uint32_t	k = s->model->nclasses;
	Scratch    *w = block;

	w->sum = (double *) (w + 1);
	if (s->model->kind >= AN_FOREST)
	{
		w->values = (uint32_t *) (w->sum + an_model_groups(s->model));
		return w;
	}
	w->rule_sum = (int64_t *) (w->sum + k);
	w->rule_best = w->rule_sum + k;
	w->pending = (Pending *) (w->rule_best + k);
	w->votes = (float *) (w->pending + s->stack);
	w->rule_cover = w->votes + k;
	return w;
}

static AnStatus
build_votes(AnEnv *env, AnScorer *s)
{
	const AnModel *m = s->model;
	uint64_t	work = (uint64_t) m->nnodes * m->nclasses * (m->costs != NULL ? m->nclasses : 1);
	Scratch    *w;
	void	   *block;

	if (m->trials_used == 1 || work > MAX_VOTE_WORK)
		return AN_OK;
	block = an_alloc(env, scratch_size(s));
	if (block == NULL)
		return env->error.status;
	w = place_scratch(s, block);
	s->votes = an_alloc_array(env, (size_t) m->nnodes + 1, sizeof(Vote));
	if (s->votes == NULL)
		return env->error.status;
	for (uint32_t t = 0; t < m->trials_used; t++)
	{
		AN_TRY(an_poll(env));
		for (uint32_t i = 0; i < m->trials[t].count; i++)
			s->votes[m->trials[t].first + i] = an_node_vote(s, w, t, m->trials[t].first + i);
	}
	return AN_OK;
}

static AnStatus
build_sum(AnEnv *env, AnScorer *s)
{
	const AnModel *m = s->model;

	if ((s->used = an_alloc_array(env, (size_t) m->nfeatures + 1, sizeof(uint32_t))) == NULL)
		return env->error.status;
	for (uint32_t f = 0; f < m->nfeatures; f++)
		if (m->features[f].used)
			s->used[s->nused++] = f;
	return m->kind == AN_FOREST ? an_forest_build_steps(env, m, &s->sum_steps) : AN_OK;
}

AnStatus
an_scorer_build(AnEnv *env, const AnModel *model, AnScorer **scorer)
{
	AnScorer   *s = an_alloc(env, sizeof(AnScorer));

	if (s == NULL)
		return env->error.status;
	s->model = model;
	s->stack = 1;
	AN_TRY(build_levels(env, s));
	if (model->kind >= AN_FOREST)
		AN_TRY(build_sum(env, s));
	else if (model->kind == AN_TREES)
	{
		AN_TRY(build_maps(env, s));
		AN_TRY(build_steps(env, s));
		AN_TRY(build_priors(env, s));
		AN_TRY(measure_stack(env, s));
		AN_TRY(build_votes(env, s));
	}
	*scorer = s;
	return AN_OK;
}

size_t
an_case_size(const AnScorer *scorer)
{
	const AnModel *m = scorer->model;

	return an_model_outputs(m) * sizeof(double) + scratch_size(scorer) + ((size_t) m->nfeatures + 1) * sizeof(float);
}

void
an_case_place(const AnScorer *scorer, void *block, AnCase *c)
{
	c->probability = block;
	c->scratch = place_scratch(scorer, c->probability + an_model_outputs(scorer->model));
	c->x = (float *) ((char *) c->scratch + scratch_size(scorer));
	/* what the leaves ask for: less than any cut, and than any leaf's value */
	c->x[scorer->model->nfeatures] = scorer->model->kind == AN_FOREST ? -INFINITY : 0;
}

AnStatus
an_case_create(AnEnv *env, const AnScorer *scorer, AnCase *c)
{
	void	   *block = an_alloc(env, an_case_size(scorer));

	if (block == NULL)
		return env->error.status;
	an_case_place(scorer, block, c);
	an_case_clear(scorer, c);
	return AN_OK;
}
