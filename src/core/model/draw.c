/*
 * draw.c - a tree as text that a person can read
 *
 * The two kinds of trees differ in what a node has; what is asked of one is at
 * the top of this file.
 */
#include "model/draw.h"
#include "base/bytes.h"
#include "model/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define INDENT 4
#define SUMMARY_SIZE 96			/* numbers */
#define TAIL_SIZE 48			/* "... (N nodes more)" */

/* What is known of a node's subtree. */
typedef struct Below
{
	double		cases;			/* of the leaves */
	double		sum;			/* of the leaves' values, by cases */
	uint32_t	leaves;			/* that are drawn */
} Below;

/* A node on the way to the one that is drawn. */
typedef struct Place
{
	uint32_t	node;
	uint32_t	next;			/* child to draw next */
	uint32_t	last;			/* the last that is drawn */
} Place;

typedef struct Drawing
{
	AnEnv	   *env;
	const AnModel *model;
	uint32_t	first;			/* the tree's nodes */
	uint32_t	count;
	uint32_t	max_depth;
	size_t		max_bytes;
	Below	   *below;			/* by node of the tree */
	Place	   *path;
	uint32_t	drawn;
	uint32_t	shown;			/* nodes that would be drawn without a limit of bytes */
	bool		full;
	AnWriter	text;
} Drawing;

/* ----- both kinds of trees ----- */

static uint32_t
forks(const AnModel *m, uint32_t node)
{
	if (m->kind == AN_FOREST)
		return m->forest->nodes[node].kind == AN_SUM_LEAF ? 0 : 2;
	return m->nodes[node].kind == AN_LEAF ? 0 : m->nodes[node].forks;
}

static uint32_t
child_of(const AnModel *m, uint32_t node, uint32_t branch)
{
	return (m->kind == AN_FOREST ? m->forest->nodes[node].child : m->nodes[node].child) + branch;
}

static bool
is_drawn(const AnModel *m, uint32_t node)
{
	return m->kind == AN_FOREST || m->nodes[node].cases > 0;
}

static void
say_way(AnWords *words, const AnModel *m, uint32_t parent, uint32_t branch)
{
	if (m->kind == AN_FOREST)
		an_say_sum_branch(words, m, &m->forest->nodes[parent], branch);
	else
		an_say_branch(words, m, &m->nodes[parent], branch);
}

/* Children come after their parent. */
static void
look_below(Drawing *d)
{
	const AnModel *m = d->model;

	for (uint32_t i = d->count; i-- > 0;)
	{
		Below	   *below = &d->below[i];
		uint32_t	node = d->first + i;

		if (forks(m, node) == 0)
		{
			below->leaves = is_drawn(m, node);
			below->cases = m->kind == AN_FOREST ? (double) m->forest->nodes[node].cover : 0;
			below->sum = m->kind == AN_FOREST ? below->cases * (double) m->forest->nodes[node].value : 0;
		}
		for (uint32_t k = 0; k < forks(m, node); k++)
		{
			const Below *child = &d->below[child_of(m, node, k) - d->first];

			below->leaves += child->leaves;
			below->cases += child->cases;
			below->sum += child->sum;
		}
	}
}

/* ----- text ----- */

static AnStatus
put(Drawing *d, const char *text, size_t len)
{
	an_writer_bytes(&d->text, text, len);
	return an_writer_status(&d->text);
}

/* A name may have an end of line in it. */
static AnStatus
put_words(Drawing *d, const AnWords *words)
{
	size_t		before = d->text.size;

	AN_TRY(put(d, words->text, words->len));
	for (size_t i = before; i < d->text.size; i++)
		if (d->text.data[i] < ' ')
			d->text.data[i] = ' ';
	return AN_OK;
}

/* "133 cases" or "12.5 cases"; returns how many bytes. */
static int
say_count(char *out, size_t size, double cases)
{
	bool		whole = cases == floor(cases);

	return snprintf(out, size, whole ? "%.0f case%s" : "%.1f case%s", cases, cases == 1 ? "" : "s");
}

static AnStatus
put_class(Drawing *d, uint32_t node)
{
	const AnModel *m = d->model;
	const AnNode *at = &m->nodes[node];
	AnStr		name = m->classes[at->majority];
	AnWords		words = {.most = AN_DRAW_CLASS};
	char		text[SUMMARY_SIZE];
	double		share = (double) m->freq[(size_t) node * m->nclasses + at->majority] / (double) at->cases;
	int			len = say_count(text, sizeof(text), (double) at->cases);

	AN_TRY(put(d, text, (size_t) len));
	AN_TRY(put(d, ", ", 2));
	an_say(&words, name.data, name.len);
	AN_TRY(put_words(d, &words));
	len = snprintf(text, sizeof(text), " %.3g %%", 100 * share);
	return put(d, text, (size_t) len);
}

static AnStatus
put_value(Drawing *d, uint32_t node)
{
	const AnForestNode *at = &d->model->forest->nodes[node];
	const Below *below = &d->below[node - d->first];
	char		text[SUMMARY_SIZE];
	size_t		len = 0;

	/* what gradient boosting of classes counts is not cases but second derivatives */
	if (at->cover > 0)
		len = d->model->forest->link == AN_LINK_IDENTITY
			? (size_t) say_count(text, sizeof(text), (double) at->cover)
			: (size_t) snprintf(text, sizeof(text), "cover %.6g", (double) at->cover);
	if (at->kind == AN_SUM_LEAF || below->cases > 0)
		len += (size_t) snprintf(text + len, sizeof(text) - len, "%svalue %.6g", len > 0 ? ", " : "",
								 at->kind == AN_SUM_LEAF ? (double) at->value : below->sum / below->cases);
	return put(d, text, len);
}

static AnStatus
put_indent(Drawing *d, uint32_t depth)
{
	for (uint32_t i = 0; i + 1 < depth; i++)
		AN_TRY(put(d, d->path[i].next <= d->path[i].last ? "|   " : "    ", INDENT));
	if (depth > 0)
		AN_TRY(put(d, d->path[depth - 1].next <= d->path[depth - 1].last ? "|-- " : "`-- ", INDENT));
	return AN_OK;
}

/* What the root is: the tree's number, and the class whose margin it adds to. */
static void
say_root(AnWords *words, const AnModel *m, uint32_t tree)
{
	uint32_t	trees = an_draw_trees(m);
	char		text[64];

	snprintf(text, sizeof(text), "tree %u of %u", tree + 1, trees);
	an_say_word(words, trees == 1 ? "all" : text);
	if (m->kind != AN_FOREST || m->nclasses == 0 || trees == 1)
		return;
	an_say_word(words, ", class ");
	if (m->forest->ngroups == 1)
		an_say(words, m->classes[1].data, m->classes[1].len);
	else
		an_say(words, m->classes[m->forest->trees[tree].group].data, m->classes[m->forest->trees[tree].group].len);
}

/* A node's line but for its indent. */
static AnStatus
put_node(Drawing *d, uint32_t node, const AnWords *words, bool cut)
{
	char		text[TAIL_SIZE];
	uint32_t	leaves = d->below[node - d->first].leaves;
	size_t		before;

	AN_TRY(put_words(d, words));
	AN_TRY(put(d, ": ", 2));
	before = d->text.size;
	AN_TRY(d->model->kind == AN_FOREST ? put_value(d, node) : put_class(d, node));
	if (d->text.size == before)
		d->text.size -= 2;		/* nothing is known of it */
	if (!cut)
		return AN_OK;
	snprintf(text, sizeof(text), " (+ %u %s)", leaves, leaves == 1 ? "leaf" : "leaves");
	return put(d, text, strlen(text));
}

/* ----- the tree ----- */

static uint32_t
next_drawn(const AnModel *m, uint32_t node, uint32_t branch)
{
	while (branch < forks(m, node) && !is_drawn(m, child_of(m, node, branch)))
		branch++;
	return branch;
}

/* Draws a node at that depth unless the text is full; puts it on the path if its
 * children are to be drawn, too. */
static AnStatus
draw_node(Drawing *d, uint32_t node, uint32_t *depth, const AnWords *words)
{
	const AnModel *m = d->model;
	size_t		before = d->text.size;
	bool		cut = forks(m, node) > 0 && *depth >= d->max_depth;
	Place		place = {node, next_drawn(m, node, 0), 0};

	d->shown++;
	if (!d->full)
	{
		if (*depth > 0)
			AN_TRY(put(d, "\n", 1));
		AN_TRY(put_indent(d, *depth));
		AN_TRY(put_node(d, node, words, cut));
		d->full = d->text.size + TAIL_SIZE > d->max_bytes && *depth > 0;
		if (d->full)
			d->text.size = before;
		else
			d->drawn++;
	}
	if (cut || place.next == forks(m, node))
		return AN_OK;
	for (uint32_t k = place.next; k < forks(m, node); k = next_drawn(m, node, k + 1))
		place.last = k;
	d->path[(*depth)++] = place;
	return AN_OK;
}

static AnStatus
draw_all(Drawing *d, uint32_t tree)
{
	const AnModel *m = d->model;
	AnWords		words = {.most = AN_DRAW_WORDS};
	uint32_t	depth = 0;

	say_root(&words, m, tree);
	AN_TRY(draw_node(d, d->first, &depth, &words));
	while (depth > 0)
	{
		Place	   *place = &d->path[depth - 1];
		uint32_t	branch = place->next;

		AN_TRY(an_poll(d->env));
		if (branch > place->last)
		{
			depth--;
			continue;
		}
		words = (AnWords) {.most = AN_DRAW_WORDS};
		say_way(&words, m, place->node, branch);
		place->next = next_drawn(m, place->node, branch + 1);
		AN_TRY(draw_node(d, child_of(m, place->node, branch), &depth, &words));
	}
	return AN_OK;
}

uint32_t
an_draw_trees(const AnModel *model)
{
	return model->kind == AN_FOREST ? model->forest->ntrees : model->kind == AN_TREES ? model->ntrials : 0;
}

static AnStatus
check_tree(AnEnv *env, const AnModel *model, uint32_t tree)
{
	uint32_t	trees = an_draw_trees(model);

	if (model->kind != AN_FOREST && model->kind != AN_TREES)
		return an_fail(env, AN_EUNSUPPORTED, "the model has no trees");
	if (tree < trees)
		return AN_OK;
	an_fail(env, AN_EARG, "the model has no such tree");
	return an_detail(env, trees == 1 ? "It has one tree." : "Its trees are numbered from 1 to %u.", trees);
}

AnStatus
an_draw_tree(AnEnv *env, const AnModel *model, uint32_t tree, uint32_t max_depth, size_t max_bytes, AnStr *text)
{
	Drawing		d = {.env = env, .model = model, .max_depth = max_depth, .max_bytes = max_bytes};
	char		tail[TAIL_SIZE];

	AN_TRY(check_tree(env, model, tree));
	d.first = model->kind == AN_FOREST ? model->forest->trees[tree].first : model->trials[tree].first;
	d.count = model->kind == AN_FOREST ? model->forest->trees[tree].count : model->trials[tree].count;
	if ((d.below = an_alloc_array(env, d.count, sizeof(Below))) == NULL
		|| (d.path = an_alloc_array(env, AN_MAX_DEPTH + 1, sizeof(Place))) == NULL)
		return env->error.status;
	an_writer_init(&d.text, env, SIZE_MAX);
	look_below(&d);
	AN_TRY(draw_all(&d, tree));
	if (d.drawn < d.shown)
	{
		snprintf(tail, sizeof(tail), "\n... (%u node%s more)", d.shown - d.drawn, d.shown - d.drawn == 1 ? "" : "s");
		AN_TRY(put(&d, tail, strlen(tail)));
	}
	AN_TRY(put(&d, "", 1));
	*text = (AnStr) {(const char *) d.text.data, d.text.size - 1};
	return AN_OK;
}
