"""The reference's way with volumes, one sample at a time with NumPy and SciPy: `volumes.py SIDE COUNT`.

For each line of standard input, the name of an operation, it prints the milliseconds that the operation takes for all samples.
"""

import sys
import time

import numpy as np
from scipy import ndimage

GENERATOR = np.random.default_rng(1)


def blur(volume):
    # As in nidl, a sigma for each axis; the same for all axes takes as long.
    return ndimage.gaussian_filter(volume, GENERATOR.uniform(0, 2))


def blur_y_aware(volume):
    return ndimage.gaussian_filter(volume, GENERATOR.uniform(0.1, 1))


def noise(volume, low=0.1, high=1):
    return volume + GENERATOR.normal(0, GENERATOR.uniform(low, high), volume.shape).astype(volume.dtype)


def flip(volume):
    return np.ascontiguousarray(np.flip(volume, 0)) if GENERATOR.random() < 0.5 else volume


def affine(volume):
    angles = np.radians(GENERATOR.uniform(-10, 10, 3))
    matrix = np.diag(1 / GENERATOR.uniform(0.9, 1.1, 3))
    for angle, (first, second) in zip(angles, ((1, 2), (0, 2), (0, 1))):
        turn = np.eye(3)
        turn[first, first] = turn[second, second] = np.cos(angle)
        turn[first, second], turn[second, first] = np.sin(angle), -np.sin(angle)
        matrix = turn @ matrix
    center = (np.array(volume.shape) - 1) / 2
    return ndimage.affine_transform(volume, matrix, center - matrix @ center, order=1)


def crop(volume):
    side = np.array(volume.shape)
    size = np.ceil(0.75 * side).astype(int)
    start = GENERATOR.integers(0, side - size + 1)
    box = volume[tuple(slice(s, s + n) for s, n in zip(start, size))]
    return ndimage.zoom(box, side / size, order=1, mode="nearest", grid_mode=True)


def cutout(volume):
    side = np.array(volume.shape)
    size = np.ceil(side / 4).astype(int)
    start = GENERATOR.integers(0, side - size + 1)
    cut = volume.copy()
    cut[tuple(slice(s, s + n) for s, n in zip(start, size))] = 0
    return cut


def gamma(volume):
    return np.sign(volume) * np.abs(volume) ** np.float32(np.exp(GENERATOR.uniform(-0.3, 0.3)))


def elastic(volume):
    points = np.zeros((3, 7, 7, 7), np.float32)
    points[:, 2:-2, 2:-2, 2:-2] = GENERATOR.uniform(-7.5, 7.5, (3, 3, 3, 3))
    zoom = np.array(volume.shape) / 7
    warp = [ndimage.zoom(one, zoom, order=3) for one in points]
    places = np.meshgrid(*(np.arange(n, dtype=np.float32) for n in volume.shape), indexing="ij")
    return ndimage.map_coordinates(volume, [place + moved for place, moved in zip(places, warp)], order=1)


def bias(volume):
    points = [max(2, int(np.ceil(0.025 * n))) for n in volume.shape]
    grid = GENERATOR.normal(0, 0.5, points).astype(np.float32)
    return volume * np.exp(ndimage.zoom(grid, np.array(volume.shape) / points, order=1, mode="nearest", grid_mode=True))


def ghosting(volume):
    spectrum = np.fft.fftshift(np.fft.fftn(volume))
    middle = spectrum[volume.shape[0] // 2].copy()
    spectrum[:: GENERATOR.integers(4, 11)] *= 1 - GENERATOR.uniform(0.5, 1)
    spectrum[volume.shape[0] // 2] = middle
    return np.fft.ifftn(np.fft.ifftshift(spectrum)).real.astype(volume.dtype)


def rescaling(volume):
    low, high = np.percentile(volume, (1, 99))
    clipped = np.clip(volume, low, high)
    return (clipped - clipped.min()) / (clipped.max() - clipped.min())


def y_aware(volume):
    if GENERATOR.random() < 0.5:
        axis = GENERATOR.integers(0, 4)
        volume = np.ascontiguousarray(np.flip(volume, axis - 1)) if axis > 0 else volume
    for change in (blur_y_aware, noise, cutout, crop):
        volume = change(volume) if GENERATOR.random() < 0.5 else volume
    return volume


OPERATIONS = {
    "GaussianBlur3d": blur,
    "GaussianNoise": noise,
    "RandomFlip3d": flip,
    "RandomAffine3d": affine,
    "RandomCrop3d": crop,
    "RandomCutout3d": cutout,
    "RandomGamma": gamma,
    "ElasticDeformation3d": elastic,
    "BiasField3d": bias,
    "Ghosting3d": ghosting,
    "RobustRescaling": rescaling,
    "YAwareAllVolume()": y_aware,
}


def main():
    side, count = int(sys.argv[1]), int(sys.argv[2])
    volumes = GENERATOR.random((count, side, side, side), dtype=np.float32)
    for line in sys.stdin:
        change = OPERATIONS[line.strip()]
        start = time.perf_counter()
        for volume in volumes:
            change(volume)
        print(1000 * (time.perf_counter() - start), flush=True)


if __name__ == "__main__":
    main()
