// Few combinations that hold every pair of values of any two factors.

/**
 * Combinations of `factors` (name to list of values) such that each pair of values of two factors that `isPossible`
 * allows is in one of them. The same every time.
 */
export function pairwise(factors, isPossible = () => true) {
  const names = Object.keys(factors);
  const open = new Map();
  for (const [place, a] of names.entries()) {
    for (const b of names.slice(place + 1)) {
      for (const x of factors[a]) {
        for (const y of factors[b]) {
          if (isPossible({ [a]: x, [b]: y })) open.set(JSON.stringify([a, x, b, y]), { [a]: x, [b]: y });
        }
      }
    }
  }
  const covers = (row) => [...open.keys()].filter((key) => {
    const [a, x, b, y] = JSON.parse(key);
    return row[a] === x && row[b] === y;
  });
  const rows = [];
  while (open.size > 0) {
    // Begin with a pair that is missing, then give each other factor the value that covers most.
    let row = { ...open.values().next().value };
    for (const name of names.filter((name) => !(name in row))) {
      const choices = factors[name].map((value) => ({ ...row, [name]: value })).filter(isPossible);
      if (choices.length === 0) throw new Error(`nothing is possible for ${name} with ${JSON.stringify(row)}`);
      const best = choices.map((choice) => ({ choice, gain: covers(choice).length }));
      row = best.reduce((a, b) => (b.gain > a.gain ? b : a)).choice;
    }
    for (const key of covers(row)) open.delete(key);
    rows.push(Object.fromEntries(names.map((name) => [name, row[name]])));
  }
  return rows;
}
