// A published folder → what podcast-partytime, webvtt-parser and html-validate say of it, as JSON.
// One process for all of them: node ask_node.mjs PUBLIC

import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, sep } from "node:path";

const require = createRequire(import.meta.url);
const { HtmlValidate, StaticConfigLoader } = require("html-validate");
const { WebVTTParser } = require("webvtt-parser");
const partytime = require("podcast-partytime");

const root = process.argv[2];
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(root, join(entry.parentPath ?? entry.path, entry.name)))
  .map((path) => path.split(sep).join("/"))
  .sort();
const named = (pattern) => files.filter((path) => pattern.test(path));
const read = (path) => readFileSync(join(root, path), "utf8");

// partytime writes to the console what it does not know: that is part of its verdict.
const said = [];
for (const level of ["log", "info", "warn", "error"]) {
  console[level] = (...words) => said.push(words.map(String).join(" "));
}

const feeds = {};
for (const path of named(/(^|\/)feed(-\d+)?\.xml$/)) {
  said.length = 0;
  const feed = partytime.parseFeed(read(path));
  feeds[path] = { feed, said: [...said] };
}

const captions = {};
for (const path of named(/\.vtt$/)) {
  const tree = new WebVTTParser().parse(read(path), "subtitles/captions/descriptions");
  captions[path] = {
    errors: tree.errors.map((error) => `${error.line}:${error.col ?? 0}: ${error.message}`),
    cues: tree.cues.map((cue) => ({ id: cue.id, start: cue.startTime, end: cue.endTime })),
  };
}

const rules = JSON.parse(readFileSync(new URL("html-validate.json", import.meta.url)));
const judge = new HtmlValidate(new StaticConfigLoader(rules));
const pages = {};
for (const path of named(/\.html$/)) {
  const report = await judge.validateString(read(path), path);
  pages[path] = report.results.flatMap((result) =>
    result.messages.map((m) => `${m.line}:${m.column}: ${m.message} [${m.ruleId}]`),
  );
}

process.stdout.write(JSON.stringify({ feeds, captions, pages }));
