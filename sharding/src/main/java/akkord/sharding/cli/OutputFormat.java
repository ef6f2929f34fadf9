package akkord.sharding.cli;

/** How commands that list or describe print: for people, or for programs. */
enum OutputFormat {
    TEXT,
    JSON
}
