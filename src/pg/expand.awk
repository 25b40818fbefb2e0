# expand.awk - the install script out of its parts: awk -f expand.awk PART.sql... >SCRIPT
#
# A part is SQL.  What repeats in it is written once, and a table says what differs:
#
#   @table label: type | positive        a table's name and columns; a line for each
#   boolean | is true                    row, up to an empty line
#   integer | is 1
#
#   @each label                          the lines up to @end, once for each row: {type}
#   ... ({type}) ... 'it {positive}'     is what the row has there.  Blocks may lie in
#   @end                                 each other.
#   @each metric of={type}               only the rows that have this in column "of"
#
# Later parts know the tables of earlier ones.  A name in braces that is no column is an
# error; other braces are SQL's.  @extschema@ is the variable "schema".

{ line[NR] = $0; place[NR] = FILENAME ":" FNR }

END { write(1, NR) }

function write(from, to,    at, last) {
	for (at = from; at <= to; at++)
		if (line[at] ~ /^@table /)
			at = read_table(at)
		else if (line[at] ~ /^@each /) {
			last = end_of(at, to)
			repeat(at, last)
			at = last
		} else if (line[at] ~ /^@(table|each|end)/)
			fail(at, "out of place: " line[at])
		else
			print filled(at, line[at])
}

# ----- tables -----

# Returns the line of its end, the empty one.
function read_table(at,    colon, table, first) {
	colon = index(line[at], ":")
	table = substr(line[at], 8, colon - 8)
	if (table !~ /^[a-z_]+$/ || table in width)
		fail(at, "a table needs a name of its own")
	width[table] = split_row(at, substr(line[at], colon + 1), table, 0)
	for (first = ++at; at <= NR && line[at] != ""; at++)
		if (split_row(at, line[at], table, at - first + 1) != width[table])
			fail(at, "the table has " width[table] " columns")
	height[table] = at - first
	return at
}

# cell[table, row, 1...]; row 0 has the names.
function split_row(at, text, table, row,    count, parts, i) {
	count = split(text, parts, "|")
	for (i = 1; i <= count; i++) {
		gsub(/^[ \t]+|[ \t]+$/, "", parts[i])
		cell[table, row, i] = parts[i]
	}
	return count
}

# ----- blocks -----

function end_of(at, to,    depth, i) {
	for (i = at; i <= to; i++) {
		depth += (line[i] ~ /^@each /) - (line[i] == "@end")
		if (depth == 0)
			return i
	}
	fail(at, "there is no @end")
}

function repeat(at, last,    words, table, condition, row, i) {
	condition = filled(at, line[at])
	split(condition, words, " ")
	table = words[2]
	if (!(table in width))
		fail(at, "there is no table " table)
	condition = substr(condition, length("@each  ") + length(table) + 1)
	for (i = 1; i <= width[table]; i++)
		if (cell[table, 0, i] in value)
			fail(at, "a table around it has a column {" cell[table, 0, i] "}, too")
	for (row = 1; row <= height[table]; row++) {
		for (i = 1; i <= width[table]; i++)
			value[cell[table, 0, i]] = cell[table, row, i]
		if (is_wanted(at, condition))
			write(at + 1, last - 1)
	}
	for (i = 1; i <= width[table]; i++)
		delete value[cell[table, 0, i]]
}

# condition: "", or "COLUMN=TEXT".
function is_wanted(at, condition,    equals, name) {
	equals = index(condition, "=")
	name = substr(condition, 1, equals - 1)
	if (condition != "" && !(name in value))
		fail(at, "the table has no column {" name "}")
	return condition == "" || value[name] == substr(condition, equals + 1)
}

# The text with the values of the rows around it.
function filled(at, text,    done, from, size, name) {
	gsub(/@extschema@/, schema, text)
	while ((from = index(text, "{")) > 0) {
		size = index(substr(text, from), "}")
		name = substr(text, from + 1, size - 2)
		if (name !~ /^[a-z_]+$/)
			name = "{"
		else if (!(name in value))
			fail(at, "no table around it has a column {" name "}")
		done = done substr(text, 1, from - 1) (name == "{" ? name : value[name])
		text = substr(text, from + (name == "{" ? 1 : size))
	}
	return done text
}

function fail(at, what) {
	print place[at] ": " what > "/dev/stderr"
	exit 1
}
