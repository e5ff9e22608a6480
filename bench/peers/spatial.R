# Queen neighbours of a shapefile, Gi* and local Moran in spdep, as JSON: processor seconds per job, and how many links there
# are. Gi* is done for ten indicators and told for a hundred; the local Moran has 999 permutations, told as such.
# Usage: Rscript spatial.R MAP.shp
suppressMessages({library(sf); library(spdep)})
sf_use_s2(FALSE)
seconds <- list(); links <- list()
measured <- function(job, run, times = 1) {
  used <- system.time(result <- run())
  seconds[[job]] <<- times * sum(used[c("user.self", "sys.self")])
  invisible(result)
}
areas <- measured("read the shapefile", function() st_read(commandArgs(TRUE)[1], quiet = TRUE))
nb <- measured("queen", function() poly2nb(areas, queen = TRUE))
links[["queen"]] <- sum(card(nb))
set.seed(1)
x <- exp(rnorm(length(nb)))
binary <- nb2listw(include.self(nb), style = "B", zero.policy = TRUE)
measured("Gi* of 100 indicators", function() for (k in 1:10) localG(x, binary, zero.policy = TRUE), times = 10)
rows <- nb2listw(nb, style = "W", zero.policy = TRUE)
measured("local Moran, 999 permutations", function() localmoran_perm(x, rows, nsim = 999, zero.policy = TRUE))
told <- function(l) paste0("{", paste0('"', names(l), '": ', unlist(l), collapse = ", "), "}")
cat('{"Seconds": ', told(seconds), ', "Links": ', told(links), "}\n", sep = "")
