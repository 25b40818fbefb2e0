/* image_trees.c - the sections of the stored image for trees and rules;
 * docs/format.md specifies them */
#include "model/image_impl.h"

/* ----- trees ----- */

void
an_put_trials(AnWriter *w, const AnModel *m)
{
	an_writer_u32(w, m->ntrials);
	an_writer_u32(w, m->trials_used);
	for (uint32_t i = 0; i < m->ntrials; i++)
	{
		an_writer_u32(w, m->trials[i].count);
		an_writer_u32(w, m->trials[i].fallback);
	}
}

AnStatus
an_get_trials(AnEnv *env, AnReader *r, AnModel *m)
{
	uint32_t	next = 0;

	AN_TRY(an_image_count(env, r, 8, &m->ntrials));
	m->trials_used = an_reader_u32(r);
	if ((m->trials = an_alloc_array(env, (size_t) m->ntrials + 1, sizeof(AnTrial))) == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < m->ntrials; i++)
	{
		m->trials[i].first = next;
		m->trials[i].count = an_reader_u32(r);
		m->trials[i].fallback = an_reader_u32(r);
		if (m->trials[i].count > UINT32_MAX - next)
			return an_image_corrupt(env, "The trials have too many nodes.");
		next += m->trials[i].count;
	}
	return AN_OK;
}

void
an_put_nodes(AnWriter *w, const AnModel *m)
{
	an_writer_u32(w, m->nnodes);
	for (uint32_t i = 0; i < m->nnodes; i++)
	{
		const AnNode *node = &m->nodes[i];

		an_writer_u8(w, node->kind);
		an_writer_u32(w, node->majority);
		for (uint32_t c = 0; c < m->nclasses; c++)
			an_writer_f32(w, m->freq[(size_t) i * m->nclasses + c]);
		if (node->kind == AN_LEAF)
			continue;
		an_writer_u32(w, node->feature);
		an_writer_u32(w, node->forks);
		an_writer_u32(w, node->child);
		if (node->kind == AN_SUBSET)
			an_writer_u32(w, node->branches);
		if (node->kind != AN_CUT)
			continue;
		an_writer_f32(w, node->cut);
		an_writer_f32(w, node->low);
		an_writer_f32(w, node->mid);
		an_writer_f32(w, node->high);
	}
}

static void
get_split(AnReader *r, AnNode *node)
{
	node->feature = an_reader_u32(r);
	node->forks = an_reader_u32(r);
	node->child = an_reader_u32(r);
	if (node->kind == AN_SUBSET)
		node->branches = an_reader_u32(r);
	if (node->kind != AN_CUT)
		return;
	node->cut = an_reader_f32(r);
	node->low = an_reader_f32(r);
	node->mid = an_reader_f32(r);
	node->high = an_reader_f32(r);
}

/* Parents follow from children; a root keeps itself. */
static AnStatus
link_parents(AnEnv *env, AnModel *m)
{
	uint32_t	children = 0;

	for (uint32_t i = 0; i < m->nnodes; i++)
		m->nodes[i].parent = i;
	for (uint32_t i = 0; i < m->nnodes; i++)
	{
		const AnNode *node = &m->nodes[i];

		if (node->kind == AN_LEAF)
			continue;
		if (node->forks > m->nnodes - children || node->child > m->nnodes
			|| node->forks > m->nnodes - node->child)
			return an_image_corrupt(env, "A node's children are outside the model.");
		children += node->forks;
		for (uint32_t k = 0; k < node->forks; k++)
			m->nodes[node->child + k].parent = i;
	}
	return AN_OK;
}

AnStatus
an_get_nodes(AnEnv *env, AnReader *r, AnModel *m)
{
	uint32_t	k = m->nclasses;

	AN_TRY(an_image_count(env, r, 5 + 4 * (size_t) k, &m->nnodes));
	m->nodes = an_alloc_array(env, (size_t) m->nnodes + 1, sizeof(AnNode));
	m->freq = an_alloc_array(env, (size_t) m->nnodes * k + 1, sizeof(float));
	if (m->nodes == NULL || m->freq == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < m->nnodes; i++)
	{
		AnNode	   *node = &m->nodes[i];
		float	   *freq = m->freq + (size_t) i * k;

		node->kind = an_reader_u8(r);
		node->majority = an_reader_u32(r);
		for (uint32_t c = 0; c < k; c++)
			freq[c] = an_reader_f32(r);
		node->cases = an_sum_cases(freq, k);
		if (node->kind != AN_LEAF)
			get_split(r, node);
		if (r->failed)
			return an_image_corrupt(env, "The nodes are cut off.");
		if (i % 4096 == 0)
			AN_TRY(an_poll(env));
	}
	return link_parents(env, m);
}

void
an_put_branches(AnWriter *w, const AnModel *m)
{
	an_writer_u32(w, m->nbranches);
	for (uint32_t i = 0; i < m->nbranches; i++)
		an_writer_u16(w, m->branches[i]);
}

AnStatus
an_get_branches(AnEnv *env, AnReader *r, AnModel *m)
{
	AN_TRY(an_image_count(env, r, 2, &m->nbranches));
	if ((m->branches = an_alloc_array(env, (size_t) m->nbranches + 1, sizeof(uint16_t))) == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < m->nbranches; i++)
		m->branches[i] = an_reader_u16(r);
	return AN_OK;
}

/* ----- rules ----- */

void
an_put_rules(AnWriter *w, const AnModel *m)
{
	an_writer_u32(w, m->nrules);
	for (uint32_t i = 0; i < m->nrules; i++)
	{
		const AnRule *rule = &m->rules[i];

		an_writer_u32(w, rule->outcome);
		an_writer_u32(w, rule->nconditions);
		an_writer_u32(w, (uint32_t) rule->vote);
		an_writer_f32(w, rule->cover);
		an_writer_f32(w, rule->ok);
		an_writer_f32(w, rule->lift);
	}
}

AnStatus
an_get_rules(AnEnv *env, AnReader *r, AnModel *m)
{
	uint32_t	next = 0;

	AN_TRY(an_image_count(env, r, 24, &m->nrules));
	if ((m->rules = an_alloc_array(env, (size_t) m->nrules + 1, sizeof(AnRule))) == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < m->nrules; i++)
	{
		AnRule	   *rule = &m->rules[i];
		uint32_t	vote;

		rule->outcome = an_reader_u32(r);
		rule->nconditions = an_reader_u32(r);
		vote = an_reader_u32(r);
		rule->vote = vote <= 1000 ? (int32_t) vote : -1;
		rule->cover = an_reader_f32(r);
		rule->ok = an_reader_f32(r);
		rule->lift = an_reader_f32(r);
		rule->condition = next;
		if (rule->nconditions > UINT32_MAX - next)
			return an_image_corrupt(env, "The rules have too many conditions.");
		next += rule->nconditions;
	}
	return AN_OK;
}

void
an_put_conditions(AnWriter *w, const AnModel *m)
{
	an_writer_u32(w, m->nconditions);
	for (uint32_t i = 0; i < m->nconditions; i++)
	{
		const AnCondition *condition = &m->conditions[i];

		an_writer_u8(w, condition->kind);
		an_writer_u32(w, condition->feature);
		an_writer_u32(w, condition->kind == AN_IN_SET ? condition->branches : condition->level);
		an_writer_f32(w, condition->cut);
	}
}

AnStatus
an_get_conditions(AnEnv *env, AnReader *r, AnModel *m)
{
	AN_TRY(an_image_count(env, r, 13, &m->nconditions));
	m->conditions = an_alloc_array(env, (size_t) m->nconditions + 1, sizeof(AnCondition));
	if (m->conditions == NULL)
		return env->error.status;
	for (uint32_t i = 0; i < m->nconditions; i++)
	{
		AnCondition *condition = &m->conditions[i];
		uint32_t	operand;

		condition->kind = an_reader_u8(r);
		condition->feature = an_reader_u32(r);
		operand = an_reader_u32(r);
		if (condition->kind == AN_IN_SET)
			condition->branches = operand;
		else
			condition->level = operand;
		condition->cut = an_reader_f32(r);
	}
	return AN_OK;
}
