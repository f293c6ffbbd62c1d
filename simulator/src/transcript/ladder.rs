//! Renders a transcript as a ladder for a terminal.
//!
//! Depends on [`Scene`] for arrows and texts, on [`Row`] for drawing, and on `anstyle` for colours.

mod layout;
mod live;
#[cfg(test)]
mod tests;
mod words;

use std::fmt;
use std::ops::Range;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use offhook::Leg;

use self::layout::Layout;
pub use self::live::LiveLadder;
use super::Transcript;
use super::line::{Lane, LegState, Line, Party, Scene, Shape, Tone};
use super::row::Row;
use super::wrap::{one_line, width};

/// Number of columns unless another is set.
const WIDTH: usize = 100;
/// Maximum number of columns of a name, so that names don't overlap.
const MAX_NAME: usize = 17;
/// The time between two entries from which on an empty row separates them.
const WAIT: Duration = Duration::from_secs(1);

impl Transcript {
    /// Returns the transcript as a ladder for a terminal. `Display` of the transcript prints it without
    /// colours.
    pub fn ladder(&self) -> Ladder<'_> {
        Ladder {
            transcript: self,
            width: WIDTH,
            coloured: false,
            full: false,
            last: None,
            turns: None,
        }
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.ladder().fmt(f)
    }
}

/// A ladder diagram of a transcript. Time runs down, each party has a lane, and arrows point from the
/// acting party to the other one.
///
/// A person's lane is drawn while their leg is connected, and dashed while it rings.
#[derive(Clone, Copy, Debug)]
pub struct Ladder<'a> {
    transcript: &'a Transcript,
    width: usize,
    coloured: bool,
    full: bool,
    last: Option<usize>,
    turns: Option<usize>,
}

impl Ladder<'_> {
    /// Sets the number of columns: 60 or more. The default is 100.
    pub fn width(mut self, columns: usize) -> Self {
        self.width = columns;
        self
    }

    /// Enables or disables colours, printed as ANSI escape sequences. The default is without.
    pub fn coloured(mut self, coloured: bool) -> Self {
        self.coloured = coloured;
        self
    }

    /// Enables or disables long texts in full. By default they are cut after some rows, except for
    /// errors, which never are.
    pub fn full(mut self, full: bool) -> Self {
        self.full = full;
        self
    }

    /// Limits the ladder to its last entries.
    pub fn last(mut self, entries: usize) -> Self {
        self.last = Some(entries);
        self
    }

    /// Limits the ladder to its first and its last turns, this many of each. A turn begins with an
    /// invocation of the Lambda.
    pub fn turns(mut self, each: usize) -> Self {
        self.turns = Some(each);
        self
    }

    /// Returns the lines to omit.
    fn omitted(&self, lines: &[Line]) -> Range<usize> {
        if let Some(last) = self.last {
            return 0..lines.len().saturating_sub(last);
        }
        let starts: Vec<_> = turns(lines).collect();
        match self.turns {
            Some(each) if each > 0 && starts.len() > 2 * each => {
                starts[each]..starts[starts.len() - each]
            }
            _ => 0..0,
        }
    }
}

impl fmt::Display for Ladder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scene = Scene::new(self.transcript);
        let omitted = self.omitted(&scene.lines);
        let mut drawing = Drawing::new(&scene, self);
        if omitted.start == 0 {
            scene.lines[omitted.clone()].iter().for_each(|line| drawing.follow(line));
        }
        drawing.head(&scene.parties);
        if scene.lines.is_empty() {
            drawing.aside("nothing happened");
        }
        for (number, line) in scene.lines.iter().enumerate() {
            if number == omitted.start && !omitted.is_empty() {
                let lines = &scene.lines[omitted.clone()];
                drawing.aside(&match number {
                    0 => format!("⋮ {} earlier", lines.len()),
                    _ => format!("⋮ {} more turns", turns(lines).count()),
                });
            }
            if omitted.contains(&number) {
                drawing.follow(line);
            } else {
                drawing.line(line);
            }
        }
        drawing.rule('┴');
        let rows: Vec<_> = drawing.rows.iter().map(Row::to_string).collect();
        f.write_str(&rows.join("\n"))
    }
}

/// The rows drawn so far.
#[derive(Debug)]
struct Drawing {
    rows: Vec<Row>,
    coloured: bool,
    layout: Layout,
    lanes: Vec<Lane>,
    /// The states of LEG-A and LEG-B.
    legs: [LegState; 2],
    /// Whether each leg has occurred in an entry. A transcript can start in the middle of a call.
    known: [bool; 2],
    time: Option<Duration>,
}

/// Returns the places of the lines with which turns begin.
fn turns(lines: &[Line]) -> impl Iterator<Item = usize> {
    lines.iter().enumerate().filter(|(_, line)| line.tone == Tone::Event).map(|(place, _)| place)
}

fn index(leg: Leg) -> usize {
    match leg {
        Leg::A => 0,
        Leg::B => 1,
    }
}

/// Returns the state of a lane. The service and the Lambda are always up.
fn state(legs: [LegState; 2], lane: Lane) -> LegState {
    match lane {
        Lane::Caller => legs[0],
        Lane::FarEnd => legs[1],
        Lane::Service | Lane::Lambda => LegState::Up,
    }
}

/// Returns a time in seconds.
fn clock(at: Duration) -> String {
    format!("{}.{:03}", at.as_secs(), at.subsec_millis())
}

impl Drawing {
    fn new(scene: &Scene, ladder: &Ladder<'_>) -> Self {
        let lanes: Vec<_> = scene.parties.iter().map(|(lane, _)| *lane).collect();
        let longest = scene.lines.iter().map(|line| clock(line.at).len()).max().unwrap_or(0);
        Self {
            rows: Vec::new(),
            coloured: ladder.coloured,
            layout: Layout::new(ladder, longest, lanes.contains(&Lane::FarEnd)),
            lanes,
            legs: [LegState::Gone; 2],
            known: [false; 2],
            time: None,
        }
    }

    fn style(&self, tone: Tone) -> Style {
        let style = match tone {
            Tone::Person => Style::new().bold(),
            Tone::Service => Style::new(),
            Tone::Event => AnsiColor::Cyan.on_default().bold(),
            Tone::Reply => AnsiColor::Green.on_default(),
            Tone::Quiet => Style::new().dimmed(),
            Tone::Good => AnsiColor::Green.on_default().dimmed(),
            Tone::Warning => AnsiColor::Yellow.on_default(),
            Tone::Bad => AnsiColor::Red.on_default().bold(),
        };
        if self.coloured { style } else { Style::new() }
    }

    fn column(&self, lane: Lane) -> usize {
        self.layout.columns[lane as usize]
    }

    fn state(&self, lane: Lane) -> LegState {
        state(self.legs, lane)
    }

    fn head(&mut self, parties: &[(Lane, Party)]) {
        let (mut titles, mut names) = (Row::default(), Row::default());
        let seconds = self.layout.clock - "seconds".len();
        titles.put(seconds, "seconds", self.style(Tone::Quiet));
        for (lane, party) in parties {
            for (row, text, tone) in [
                (&mut titles, party.title, Tone::Person),
                (&mut names, &one_line(&party.name, MAX_NAME), Tone::Quiet),
            ] {
                let at = match self.column(*lane) {
                    first if *lane == Lane::Caller => first,
                    last if last == self.layout.width - 1 => self.layout.width - width(text),
                    middle => middle - width(text) / 2,
                };
                row.put(at, text, self.style(tone));
            }
        }
        self.rows.extend([titles, names]);
        self.rule('┬');
    }

    /// Draws a horizontal rule, with this sign where a lane continues.
    fn rule(&mut self, sign: char) {
        let mut row = Row::default();
        let style = self.style(Tone::Quiet);
        row.put(0, &"─".repeat(self.layout.width), style);
        for lane in &self.lanes {
            if self.state(*lane) != LegState::Gone {
                row.put(self.column(*lane), sign.encode_utf8(&mut [0; 4]), style);
            }
        }
        self.rows.push(row);
    }

    /// Returns a row with the lanes only.
    fn lanes(&self) -> Row {
        let mut row = Row::default();
        for lane in &self.lanes {
            let sign = match self.state(*lane) {
                LegState::Gone => " ",
                LegState::Ringing => "┊",
                LegState::Up => "│",
            };
            row.put(self.column(*lane), sign, self.style(Tone::Quiet));
        }
        row
    }

    /// Draws a remark about the ladder itself.
    fn aside(&mut self, text: &str) {
        let mut row = self.lanes();
        row.put(self.column(Lane::Caller) + 2, text, self.style(Tone::Quiet));
        self.rows.push(row);
    }

    /// Applies the effect of a line on its leg.
    fn follow(&mut self, line: &Line) {
        self.meet(line);
        if let Some((leg, state)) = line.then {
            self.legs[index(leg)] = state;
        }
    }

    /// Treats a leg as up if an entry uses it before any entry starts it.
    fn meet(&mut self, line: &Line) {
        let touched = |lane: Lane| match line.shape {
            Shape::Arrow(from, to) => from == lane || to == lane,
            Shape::Link => lane == Lane::Caller,
            Shape::Note(at, _) => at == lane,
        };
        for leg in [Leg::A, Leg::B] {
            let begins = line.then.is_some_and(|(who, then)| who == leg && then != LegState::Gone);
            if begins || touched(leg.into()) {
                let known = std::mem::replace(&mut self.known[index(leg)], true);
                if !known && !begins {
                    self.legs[index(leg)] = LegState::Up;
                }
            }
        }
    }

    fn line(&mut self, line: &Line) {
        self.meet(line);
        if self.time.is_some_and(|time| line.at.saturating_sub(time) >= WAIT) {
            self.rows.push(self.lanes());
        }
        let before = self.legs;
        self.follow(line);
        let style = self.style(line.tone);
        let (at, text) = self.words(line);
        let signs = match line.shape {
            Shape::Arrow(from, to) => self.arrow(before, from, to),
            Shape::Link => self.link(before),
            Shape::Note(..) => Vec::new(),
        };
        for number in 0..text.len().max(1) {
            let mut row = self.lanes();
            if number == 0 {
                row.put(0, &self.clock(line.at), self.style(Tone::Quiet));
                for (column, sign) in &signs {
                    row.put(*column, sign, style);
                }
            }
            if let Some(text) = text.get(number) {
                let padded = if number == 0 { format!(" {text} ") } else { format!(" {text}") };
                row.put(at - 1, &padded, style);
            }
            self.rows.push(row);
        }
        self.time = Some(line.at);
    }

    /// Returns the time, or an empty string if the entry above has the same time.
    fn clock(&self, at: Duration) -> String {
        if self.time == Some(at) {
            return String::new();
        }
        format!("{:>1$}", clock(at), self.layout.clock)
    }

    /// Returns the signs of an arrow, by column.
    fn arrow(&self, before: [LegState; 2], from: Lane, to: Lane) -> Vec<(usize, String)> {
        let (start, end) = (self.column(from), self.column(to));
        let rightwards = start < end;
        let (was, is) = self.turn(before, from);
        let source = match (was, is, rightwards) {
            (true, true, true) => "├",
            (true, true, false) => "┤",
            (false, true, true) => "╭",
            (false, true, false) => "╮",
            (true, false, true) => "╰",
            (true, false, false) => "╯",
            (false, false, _) => "─",
        };
        let mut signs = self.shaft(start.min(end), start.max(end), "─", "┼");
        signs.push((start, source.to_owned()));
        signs.push(if rightwards {
            (end - 1, "►".to_owned())
        } else {
            (end + 1, "◄".to_owned())
        });
        signs.extend(self.target(before, to));
        signs
    }

    fn link(&self, before: [LegState; 2]) -> Vec<(usize, String)> {
        let (start, end) = (self.column(Lane::Caller), self.column(Lane::FarEnd));
        let mut signs = self.shaft(start, end, "═", "╪");
        signs.extend([(start + 1, "◄".to_owned()), (end - 1, "►".to_owned())]);
        signs.extend(self.target(before, Lane::FarEnd));
        signs
    }

    /// Returns the signs of a line between two columns and of its crossings with lanes.
    fn shaft(&self, left: usize, right: usize, line: &str, cross: &str) -> Vec<(usize, String)> {
        let crossed =
            self.layout.columns.into_iter().filter(|column| left < *column && *column < right);
        std::iter::once((left + 1, line.repeat(right - left - 1)))
            .chain(crossed.map(|column| (column, cross.to_owned())))
            .collect()
    }

    /// Returns the sign at the end of an arrow if a lane begins or ends there.
    fn target(&self, before: [LegState; 2], lane: Lane) -> Option<(usize, String)> {
        let sign = match self.turn(before, lane) {
            (false, true) => "╷",
            (true, false) => "╵",
            _ => return None,
        };
        Some((self.column(lane), sign.to_owned()))
    }

    /// Returns whether a lane exists before and after a line.
    fn turn(&self, before: [LegState; 2], lane: Lane) -> (bool, bool) {
        (state(before, lane) != LegState::Gone, self.state(lane) != LegState::Gone)
    }
}
