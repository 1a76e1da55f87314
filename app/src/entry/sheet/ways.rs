//! Where a key leads from a cell: as in a spreadsheet, and on a screen that holds one channel.

use super::board::Sheet;
use super::setup::SheetCell;

/// A way to another cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// One row up, in the same column.
    Up,
    /// One row down.
    Down,
    /// One column to the left, in the same row.
    Left,
    /// One column to the right.
    Right,
    /// The first cell of the row.
    Home,
    /// The last cell of the row.
    End,
    /// The first cell of the grid.
    First,
    /// The last cell of the grid.
    Last,
}

impl Sheet {
    /// The cell that a key leads to; none at the edge. Closed and uncollected cells are places too.
    pub fn go(&self, from: usize, way: Way) -> Option<usize> {
        let here = self.setup.cells[from].at();
        let cells = self.setup.cells.iter().enumerate();
        let along = |(n, cell): (usize, &SheetCell)| {
            let (row, column) = cell.at();
            let (same_row, same_column) = (row == here.0, column == here.1);
            let key = match way {
                Way::Up if same_column && row < here.0 => here.0 - row,
                Way::Down if same_column && row > here.0 => row - here.0,
                Way::Left if same_row && column < here.1 => here.1 - column,
                Way::Right if same_row && column > here.1 => column - here.1,
                Way::Home if same_row => column,
                Way::End if same_row => usize::MAX - column,
                Way::First => row * 1000 + column,
                Way::Last => usize::MAX - row * 1000 - column,
                _ => return None,
            };
            Some((key, n))
        };
        cells.filter_map(along).min().map(|(_, n)| n).filter(|n| *n != from)
    }

    /// The cell below, or the top of the next column: where Enter leads.
    pub fn enter(&self, from: usize) -> Option<usize> {
        self.go(from, Way::Down).or_else(|| self.first_after(from, |cell| (cell.column, cell.row)))
    }

    /// The next box of the channel, then the first of the next channel: where Enter leads on a
    /// screen that holds one channel of one week.
    pub fn enter_one_by_one(&self, from: usize) -> Option<usize> {
        self.go(from, Way::Right).or_else(|| self.first_after(from, SheetCell::at))
    }

    /// The box in another channel that Tab leads to where one channel is seen at a time: forwards as
    /// Enter does, back to the one that leads here. None within a channel, where the browser's own Tab
    /// goes through the boxes.
    pub fn tab_one_by_one(&self, from: usize, back: bool) -> Option<usize> {
        let slug = |cell: usize| &self.setup.lines[self.setup.cells[cell].line].slug;
        let to = if back {
            (0..self.setup.cells.len()).find(|cell| self.enter_one_by_one(*cell) == Some(from))
        } else {
            self.enter_one_by_one(from)
        };
        to.filter(|to| slug(*to) != slug(from))
    }

    fn first_after(&self, from: usize, at: impl Fn(&SheetCell) -> (usize, usize)) -> Option<usize> {
        let (line, _) = at(&self.setup.cells[from]);
        let cells = self.setup.cells.iter().enumerate().map(|(n, cell)| (at(cell), n));
        cells.filter(|((other, _), _)| *other > line).min().map(|(_, n)| n)
    }
}
