/*
 * tree_grow.c - level by level: every front is searched, then split
 *
 * Columns are sorted once, at the root.  When a front is split its entries, and
 * its part of every column, are taken apart without changing their order, so that
 * they are sorted in the children, too.
 */
#include "train/tree_impl.h"

#define WHOLE 0					/* how an entry goes to a side */
#define PART 1

/* ----- nodes ----- */

static AnStatus
node_room(Tree *t, uint32_t more)
{
	uint32_t	room = an_larger_room(t->node_room, t->nnodes + more);
	size_t		row = (size_t) t->nclasses * sizeof(double);

	if (t->nnodes + more <= t->node_room)
		return AN_OK;
	if (t->nnodes + more > AN_MAX_NODES)
	{
		an_fail(t->env, AN_ELIMIT, "too many nodes");
		return an_detail(t->env, "The limit is %u.", AN_MAX_NODES);
	}
	if (!an_grow_array(t->env, &t->nodes, t->node_room, room, sizeof(Node))
		|| !an_grow_array(t->env, &t->counts, t->node_room, room, row))
		return t->env->error.status;
	t->node_room = room;
	return AN_OK;
}

/* Adds a row to a node.  Of a regression mean and risk are sums until all are
 * there: of what the values differ from origin, and of the squares of that. */
static inline void
count_row(Tree *t, uint32_t node, const Entry *entry, double weight, double origin)
{
	Node	   *at = &t->nodes[node];
	double		apart;

	at->weight += weight;
	if (t->nclasses > 0)
	{
		t->counts[(size_t) node * t->nclasses + entry->klass] += weight;
		return;
	}
	apart = t->data->y[entry->row] - origin;
	at->mean += weight * apart;
	at->risk += weight * apart * apart;
}

/* weight x impurity, of a classification. */
static double
class_risk(const Tree *t, uint32_t node)
{
	const double *counts = t->counts + (size_t) node * t->nclasses;
	double		weight = t->nodes[node].weight;
	double		sum = 0;

	for (uint32_t k = 0; k < t->nclasses; k++)
		sum += t->options->criterion == AN_TREE_GINI ? counts[k] * (weight - counts[k]) / weight
			: counts[k] > 0 ? counts[k] * log2(weight / counts[k]) : 0;
	return sum;
}

static void
finish_node(Tree *t, uint32_t node, double origin)
{
	Node	   *at = &t->nodes[node];
	double		shift = at->mean / at->weight;

	if (t->nclasses > 0)
	{
		at->risk = class_risk(t, node);
		return;
	}
	at->risk = fmax(at->risk - shift * at->mean, 0);
	at->mean = origin + shift;
}

static bool
may_be_split(const Tree *t, uint32_t node, uint32_t depth)
{
	const Node *root = &t->nodes[0];
	const Node *at = &t->nodes[node];

	return depth < t->options->max_depth && at->weight >= 2 * t->options->min_leaf * (1 - SLACK)
		&& at->risk > SLACK * at->weight * (root->risk / root->weight);
}

/* ----- the root ----- */

static AnStatus
make_entries(Tree *t)
{
	const AnDataset *data = t->data;

	t->entry_room = t->nentries = (uint32_t) data->nrows;
	if ((t->entries = an_alloc_array(t->env, t->entry_room, sizeof(Entry))) == NULL
		|| (t->next_entries = an_alloc_array(t->env, t->entry_room, sizeof(Entry))) == NULL
		|| (t->to[0] = an_alloc_array(t->env, t->entry_room, sizeof(uint32_t))) == NULL
		|| (t->to[1] = an_alloc_array(t->env, t->entry_room, sizeof(uint32_t))) == NULL
		|| (t->spare = an_alloc_array(t->env, t->entry_room, sizeof(uint32_t))) == NULL)
		return t->env->error.status;
	t->spare_room = t->entry_room;
	for (uint32_t i = 0; i < t->nentries; i++)
	{
		t->entries[i].row = i;
		t->entries[i].weight = data->weight != NULL ? data->weight[i] : 1;
		if (t->nclasses > 0)
			t->entries[i].klass = (uint16_t) data->klass[i];
	}
	return AN_OK;
}

/* A feature's known values in order; none are kept of a constant one. */
static AnStatus
sort_column(Tree *t, uint32_t feature, AnOrderItem *items, AnOrderItem *spare)
{
	Column	   *column = &t->columns[t->ncolumns];
	uint32_t	count = 0;

	for (size_t i = 0; i < t->data->nrows; i++)
	{
		float		value = t->data->x[i * t->data->nfeatures + feature];

		if (!isnan(value))
			items[count++] = (AnOrderItem) {(double) value, (uint32_t) i};
	}
	AN_TRY(an_order(t->env, items, count, spare));
	if (count == 0 || items[0].key == items[count - 1].key)
		return AN_OK;
	column->feature = feature;
	column->count = count;
	column->room = (uint32_t) t->data->nrows;
	if ((column->order = an_alloc_array(t->env, column->room, sizeof(uint32_t))) == NULL)
		return t->env->error.status;
	for (uint32_t i = 0; i < count; i++)
		column->order[i] = items[i].id;
	t->ncolumns++;
	return AN_OK;
}

static AnStatus
make_columns(Tree *t)
{
	uint32_t	nfeatures = t->data->nfeatures;
	AnOrderItem *items = an_alloc_array(t->env, t->data->nrows, sizeof(AnOrderItem));
	AnOrderItem *spare = an_alloc_array(t->env, t->data->nrows, sizeof(AnOrderItem));

	t->columns = an_alloc_array(t->env, (size_t) nfeatures + 1, sizeof(Column));
	t->categories = an_alloc_array(t->env, (size_t) nfeatures + 1, sizeof(uint32_t));
	if (items == NULL || spare == NULL || t->columns == NULL || t->categories == NULL)
		return t->env->error.status;
	for (uint32_t f = 0; f < nfeatures; f++)
	{
		if (t->data->features[f].kind == AN_CATEGORICAL)
			t->categories[t->ncategories++] = f;
		else if (t->data->features[f].kind == AN_NUMERIC)
			AN_TRY(sort_column(t, f, items, spare));
	}
	/* what growing replaces is free again */
	return an_grow(t->env, items, 0, 1) == NULL || an_grow(t->env, spare, 0, 1) == NULL
		? t->env->error.status : AN_OK;
}

static AnStatus
make_root(Tree *t)
{
	double		origin = t->nclasses > 0 ? 0 : t->data->y[0];

	AN_TRY(node_room(t, 1));
	t->nnodes = 1;
	for (uint32_t i = 0; i < t->nentries; i++)
		count_row(t, 0, &t->entries[i], t->entries[i].weight, origin);
	finish_node(t, 0, origin);
	if ((t->fronts = an_alloc(t->env, sizeof(Front))) == NULL)
		return t->env->error.status;
	t->fronts[0] = (Front) {.node = 0, .count = t->nentries};
	t->nfronts = may_be_split(t, 0, 0);
	return AN_OK;
}

/* ----- splitting ----- */

/* The first number that is above, or at most the last one below, in halves. */
static float
cut_between(const Tree *t, float below, float above)
{
	float		cut = (float) (((double) below + (double) above) / 2);

	/* a tree of a forest asks for less, one of C5.0's kind for at most */
	if (t->nclasses == 0)
		return cut > below ? cut : above;
	return cut < above ? cut : below;
}

static AnStatus
make_children(Tree *t, Front *front)
{
	const AnFeature *feature = &t->data->features[front->best.feature];
	Node	   *node;

	AN_TRY(node_room(t, 2));
	node = &t->nodes[front->node];
	node->feature = front->best.feature;
	if (feature->kind == AN_CATEGORICAL)
	{
		if ((node->branches = an_alloc_array(t->env, feature->nlevels, sizeof(uint16_t))) == NULL)
			return t->env->error.status;
		AN_TRY(an_tree_divide_levels(t, front, node->branches));
	}
	else
		node->cut = cut_between(t, front->best.below, front->best.above);
	node->right_heavy = front->best.right > front->best.left;
	node->left = t->nnodes;
	t->nnodes += 2;
	return AN_OK;
}

/* Which side a row goes to: 0 or 1; 2 when its value is missing. */
static int
side_of(const Tree *t, const Front *front, const Entry *entry)
{
	const Node *node = &t->nodes[front->node];
	float		value = entry_value(t, entry, node->feature);

	if (isnan(value))
		return 2;
	if (node->branches != NULL)
		return node->branches[(uint32_t) value - 1];
	return value > front->best.below;
}

static void
send(Tree *t, Front *front, uint32_t entry, int side, uint32_t how, double share)
{
	const Node *node = &t->nodes[front->node];

	t->to[side][entry] = how;
	front->children[side]++;
	count_row(t, node->left + (uint32_t) side, &t->entries[entry], t->entries[entry].weight * share, node->mean);
}

/* Sends the front's entries to the children, and makes these complete. */
static void
split_front(Tree *t, Front *front, double left_share)
{
	const Node *node = &t->nodes[front->node];

	for (uint32_t e = front->first; e < front->first + front->count; e++)
	{
		int			side = side_of(t, front, &t->entries[e]);

		t->to[0][e] = t->to[1][e] = NOWHERE;
		if (side < 2)
			send(t, front, e, side, WHOLE, 1);
		else if (t->nclasses == 0 || t->entries[e].divisions == MAX_DIVISIONS)
			send(t, front, e, node->right_heavy, WHOLE, 1);
		else
		{
			send(t, front, e, 0, PART, left_share);
			send(t, front, e, 1, PART, 1 - left_share);
		}
	}
	finish_node(t, node->left, node->mean);
	finish_node(t, node->left + 1, node->mean);
}

static double
left_share(const Front *front)
{
	return front->best.left / (front->best.left + front->best.right);
}

/* The fronts of the next level, with the entries that they will have. */
static AnStatus
next_fronts(Tree *t, uint32_t depth, Front **fronts, uint32_t *nfronts, uint32_t *nentries)
{
	uint64_t	total = 0;
	uint32_t	n = 0;

	if ((*fronts = an_alloc_array(t->env, (size_t) t->nfronts * 2, sizeof(Front))) == NULL)
		return t->env->error.status;
	for (uint32_t i = 0; i < t->nfronts; i++)
	{
		Front	   *front = &t->fronts[i];

		for (uint32_t side = 0; side < 2 && front->best.feature != NOWHERE; side++)
		{
			uint32_t	child = t->nodes[front->node].left + side;

			if (!may_be_split(t, child, depth))
			{
				front->children[side] = 0;
				continue;
			}
			(*fronts)[n++] = (Front) {child, (uint32_t) total, front->children[side], {0}, {0}};
			total += front->children[side];
		}
	}
	*nfronts = n;
	*nentries = (uint32_t) total;
	return AN_OK;
}

/* Numbers what goes to one side of a front, from next on. */
static uint32_t
place_side(Tree *t, const Front *front, int side, uint32_t next)
{
	double		share = side == 0 ? left_share(front) : 1 - left_share(front);

	for (uint32_t e = front->first; e < front->first + front->count; e++)
	{
		Entry	   *entry = &t->next_entries[next];

		if (t->to[side][e] == NOWHERE || front->children[side] == 0)
			continue;
		*entry = t->entries[e];
		if (t->to[side][e] == PART)
		{
			entry->weight *= share;
			entry->divisions++;
		}
		t->to[side][e] = next++;
	}
	return next;
}

/* A column's entries as they are numbered now, still in order in every front. */
static AnStatus
renumber_column(Tree *t, Column *column, uint32_t room)
{
	uint32_t	first = 0;
	uint32_t	next = 0;
	Column		old = *column;

	AN_TRY(an_poll(t->env));
	if (t->spare_room < room)
	{
		if ((t->spare = an_grow(t->env, t->spare, 0, (size_t) room * sizeof(uint32_t))) == NULL)
			return t->env->error.status;
		t->spare_room = room;
	}
	for (uint32_t i = 0; i < t->nfronts; i++)
	{
		const Front *front = &t->fronts[i];
		uint32_t	end = first;

		while (end < old.count && old.order[end] - front->first < front->count)
			end++;
		for (int side = 0; side < 2; side++)
			for (uint32_t k = first; k < end && front->children[side] > 0; k++)
				if (t->to[side][old.order[k]] != NOWHERE)
					t->spare[next++] = t->to[side][old.order[k]];
		first = end;
	}
	*column = (Column) {old.feature, next, t->spare_room, t->spare};
	t->spare = old.order;
	t->spare_room = old.room;
	return AN_OK;
}

static AnStatus
more_entries(Tree *t, uint32_t room)
{
	if (room <= t->entry_room)
		return AN_OK;
	if ((t->next_entries = an_grow(t->env, t->next_entries, 0, (size_t) room * sizeof(Entry))) == NULL
		|| (t->to[0] = an_grow(t->env, t->to[0], 0, (size_t) room * sizeof(uint32_t))) == NULL
		|| (t->to[1] = an_grow(t->env, t->to[1], 0, (size_t) room * sizeof(uint32_t))) == NULL)
		return t->env->error.status;
	t->entry_room = room;
	return AN_OK;
}

/* From the fronts of one level of the tree to those of the next. */
static AnStatus
advance(Tree *t, uint32_t depth)
{
	Front	   *fronts;
	Entry	   *old = t->entries;
	uint32_t	nfronts = 0;
	uint32_t	nentries = 0;
	uint32_t	next = 0;

	AN_TRY(next_fronts(t, depth, &fronts, &nfronts, &nentries));
	if (nentries > t->entry_room
		&& (t->next_entries = an_grow(t->env, t->next_entries, 0, (size_t) nentries * sizeof(Entry))) == NULL)
		return t->env->error.status;
	for (uint32_t i = 0; i < t->nfronts; i++)
		for (int side = 0; side < 2; side++)
			if (t->fronts[i].children[side] > 0)
				next = place_side(t, &t->fronts[i], side, next);
	for (uint32_t c = 0; c < t->ncolumns; c++)
		AN_TRY(renumber_column(t, &t->columns[c], nentries));
	t->entries = t->next_entries;
	t->next_entries = old;
	t->nentries = nentries;
	t->fronts = fronts;
	t->nfronts = nfronts;
	return more_entries(t, nentries);
}

/* Numbers and categories in the order of the features, which decides ties. */
static AnStatus
search(Tree *t)
{
	uint32_t	column = 0;
	uint32_t	category = 0;

	for (uint32_t i = 0; i < t->nfronts; i++)
		t->fronts[i].best = (Split) {.feature = NOWHERE, .gain = t->options->min_gain * t->nodes[0].risk};
	while (column < t->ncolumns || category < t->ncategories)
	{
		if (category == t->ncategories
			|| (column < t->ncolumns && t->columns[column].feature < t->categories[category]))
			AN_TRY(an_tree_search_column(t, &t->columns[column++]));
		else
			AN_TRY(an_tree_search_levels(t, t->categories[category++]));
	}
	return AN_OK;
}

static AnStatus
split(Tree *t)
{
	for (uint32_t i = 0; i < t->nfronts; i++)
	{
		Front	   *front = &t->fronts[i];

		if (front->best.feature == NOWHERE)
			continue;
		AN_TRY(an_poll(t->env));
		AN_TRY(make_children(t, front));
		split_front(t, front, left_share(front));
	}
	return AN_OK;
}

/* What the leaves say of their rows, on average. */
static double
training_loss(const Tree *t)
{
	double		sum = 0;

	for (uint32_t i = 0; i < t->nnodes; i++)
	{
		const Node *node = &t->nodes[i];
		const double *counts = t->counts + (size_t) i * t->nclasses;

		if (node->left != 0)
			continue;
		if (t->nclasses == 0)
			sum += node->risk / 2;
		for (uint32_t k = 0; k < t->nclasses; k++)
			sum += counts[k] > 0 ? counts[k] * log(node->weight / counts[k]) : 0;
	}
	return sum / t->nodes[0].weight;
}

AnStatus
an_tree_grow(Tree *t, const AnProgress *progress)
{
	AN_TRY(make_columns(t));
	AN_TRY(an_tree_levels_create(t));
	AN_TRY(make_entries(t));
	AN_TRY(make_root(t));
	for (uint32_t depth = 1; t->nfronts > 0; depth++)
	{
		AN_TRY(search(t));
		AN_TRY(split(t));
		AN_TRY(advance(t, depth));
		if (progress != NULL)
			progress->report(progress->host, depth, training_loss(t), NAN);
	}
	return AN_OK;
}
