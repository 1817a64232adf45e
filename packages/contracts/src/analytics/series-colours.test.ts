import assert from "node:assert/strict";
import { test } from "node:test";
import { seriesColours } from "./series-colours.ts";

type Triple = [number, number, number];
const surfaces = { light: "#ffffff", dark: "#18232a" } as const;
/** The palette of Okabe and Ito, which is known to be safe, has a least distance of 0.08. */
const distanceMin = { light: 0.15, dark: 0.17 } as const;

/** Machado, Oliveira and Fernandes (2009), full severity, on linear light. */
const sights: Record<string, Triple[]> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const times = (matrix: readonly Triple[], [x, y, z]: Triple) =>
  matrix.map(([a, b, c]) => a * x + b * y + c * z) as Triple;
const linear = (hex: string) =>
  [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Triple;

function toOkLab(light: Triple): Triple {
  const cones = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    light,
  ).map(Math.cbrt) as Triple;
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    cones,
  );
}
const seen = (hex: string, matrix: readonly Triple[]) =>
  toOkLab(times(matrix, linear(hex)).map((part) => Math.min(1, Math.max(0, part))) as Triple);
const distance = (a: Triple, b: Triple) => Math.hypot(...a.map((part, index) => part - (b[index] ?? 0)));
const luminance = (hex: string) => times([[0.2126, 0.7152, 0.0722]], linear(hex))[0];

for (const scheme of ["light", "dark"] as const) {
  test(`series colours stand out on the ${scheme} surface, three to one`, () => {
    for (const colour of seriesColours[scheme]) {
      const [dark = 0, bright = 0] = [luminance(colour), luminance(surfaces[scheme])].toSorted((a, b) => a - b);
      assert.ok((bright + 0.05) / (dark + 0.05) >= 3, colour);
    }
  });

  test(`series colours of the ${scheme} theme are apart for every kind of sight`, () => {
    for (const [sight, matrix] of Object.entries(sights)) {
      const colours = seriesColours[scheme].map((colour) => seen(colour, matrix));
      for (const [index, one] of colours.entries())
        for (const other of colours.slice(index + 1))
          assert.ok(distance(one, other) >= distanceMin[scheme], `${sight}: ${distance(one, other)}`);
    }
  });
}
