# make.R FOLDER: what R's lm and glm say of three tables, see HOWTO
folder <- commandArgs(TRUE)[1]

german <- read.table(file.path(folder, "german.data"), stringsAsFactors = TRUE)
names(german)[c(5, 21)] <- c("y", "k")
german$k <- german$k - 1
# it has no missing values
german$V2[seq(1, 1000, 17)] <- NA
german$V6[seq(1, 1000, 23)] <- NA

australian <- read.csv(file.path(folder, "australian.csv"))
names(australian)[c(14, 15)] <- c("y", "k")
for (name in c("A1", "A4", "A6", "A8", "A9", "A11", "A12"))
	australian[[name]] <- factor(australian[[name]])
# levels of which all rows are of one class would have no finite coefficient
australian$A5 <- NULL
australian$A6 <- factor(ifelse(australian$A6 %in% c("4", "8"), as.character(australian$A6), "others"))
australian$A4 <- factor(ifelse(australian$A4 == "2", "2", "others"))
australian$A12 <- factor(ifelse(australian$A12 == "3", "2", as.character(australian$A12)))
australian$A3[seq(5, 690, 19)] <- NA

taiwan <- read.csv(file.path(folder, "taiwan_default_labels.csv"), fileEncoding = "UTF-8-BOM")
taiwan <- taiwan[seq(1, nrow(taiwan), 6), -1]
names(taiwan) <- sub(" *$", "", names(taiwan))
names(taiwan)[c(1, ncol(taiwan))] <- c("y", "k")
taiwan$k <- as.numeric(trimws(taiwan$k) == "Y")
for (name in c("SEX", "EDUCATION", "MARRIAGE"))
	taiwan[[name]] <- factor(trimws(taiwan[[name]]))
levels(taiwan$EDUCATION)[levels(taiwan$EDUCATION) %in% c("0", "Others", "Unknown")] <- "Others"
# a column that depends on others
taiwan$TOTAL <- taiwan$PAY_AMT1 + taiwan$PAY_AMT2

number <- function(x) formatC(x, digits = 17, width = 1, format = "g")

# The columns of a feature, and what of the coefficients stands in its block: a
# list of linear combinations, or NULL for what no row had.
columns <- function(name, x) {
	if (is.factor(x)) {
		codes <- addNA(x, ifany = TRUE)
		levels(codes) <- paste0("l", seq_along(levels(codes)))
		return(list(frame = setNames(data.frame(codes), name)))
	}
	frame <- setNames(data.frame(ifelse(is.na(x), mean(x, na.rm = TRUE), x)), name)
	if (anyNA(x))
		frame[[paste0(name, "missing")]] <- as.numeric(is.na(x))
	list(frame = frame)
}

estimate <- function(b, v, a) {
	a <- a[a != 0]
	if (length(a) == 0)
		return("0 NA")
	if (any(is.na(b[names(a)])))
		return("0 NA")
	e <- sum(a * b[names(a)])
	s <- sqrt(sum(outer(a, a) * v[names(a), names(a), drop = FALSE]))
	paste(number(e), number(s))
}

blocks <- function(features, b, v) {
	lines <- estimate(b, v, c("(Intercept)" = 1))
	for (name in names(features)) {
		x <- features[[name]]
		if (is.factor(x)) {
			n <- nlevels(x)
			missing <- if (anyNA(x)) estimate(b, v, setNames(1, paste0(name, "l", n + 1))) else "NA NA"
			levels <- sapply(seq_len(n), function(l)
				if (l == 1) "0 NA" else estimate(b, v, setNames(1, paste0(name, "l", l))))
			lines <- c(lines, missing, "NA NA", levels)
		} else {
			slope <- estimate(b, v, setNames(1, name))
			missing <- "NA NA"
			if (anyNA(x))
				missing <- estimate(b, v, setNames(c(mean(x, na.rm = TRUE), 1),
												   paste0(name, c("", "missing"))))
			lines <- c(lines, slope, missing)
		}
	}
	lines
}

make <- function(case, table) {
	features <- table[setdiff(names(table), c("y", "k"))]
	frame <- do.call(cbind, lapply(names(features), function(n) columns(n, features[[n]])$frame))
	l <- lm(y ~ ., cbind(y = table$y, frame))
	g <- glm(k ~ ., binomial, cbind(k = table$k, frame), epsilon = 1e-11, maxit = 100)
	stopifnot(g$converged)
	# its errors are those of the step before the last one
	start <- ifelse(is.na(coef(g)), 0, coef(g))
	for (i in 1:2) {
		g <- glm(k ~ ., binomial, cbind(k = table$k, frame), start = start)
		start <- ifelse(is.na(coef(g)), 0, coef(g))
	}
	dir.create(case, showWarnings = FALSE)
	codes <- features
	codes[] <- lapply(features, function(x) if (is.factor(x)) as.integer(x) else x)
	out <- gzfile(file.path(case, "data.csv.gz"), "w")
	write.table(apply(cbind(y = table$y, k = table$k, codes), 2, function(x) number(x)),
				out, sep = ",", quote = FALSE, row.names = FALSE, na = "NA")
	close(out)
	writeLines(c(
		paste(nrow(table), length(features)),
		sapply(features, function(x) if (is.factor(x)) nlevels(x) else 0),
		blocks(features, coef(l), vcov(l)),
		paste(number(summary(l)$r.squared), number(summary(l)$sigma), l$df.residual,
			  number(as.numeric(logLik(l)))),
		blocks(features, coef(g), vcov(g)),
		number(as.numeric(logLik(g)))), file.path(case, "expected.txt"))
}

make("german", german)
make("australian", australian)
make("taiwan", taiwan)
# several classes: the job, by nnet
jobs <- read.table(file.path(folder, "german.data"), stringsAsFactors = TRUE)
jobs <- data.frame(k = as.integer(jobs$V17) - 1, duration = jobs$V2 / 12, amount = jobs$V5 / 1000,
				   age = jobs$V13 / 10, housing = jobs$V15)
jobs$housing <- as.integer(jobs$housing)
m <- nnet::multinom(k ~ duration + amount + age + factor(housing), jobs, reltol = 1e-16, abstol = 0,
					maxit = 10000, Hess = TRUE, trace = FALSE)
dir.create("jobs", showWarnings = FALSE)
out <- gzfile("jobs/data.csv.gz", "w")
write.table(apply(jobs, 2, number), out, sep = ",", quote = FALSE, row.names = FALSE)
close(out)
e <- summary(m)
writeLines(c(number(as.numeric(logLik(m))), apply(coef(m), 1, function(x) paste(number(x), collapse = " ")),
	apply(e$standard.errors, 1, function(x) paste(number(x), collapse = " "))), "jobs/expected.txt")
cat(R.version.string, "\n")
