"""The gated linear recurrence of the fast network, forward and backward in C++ on a processor
(PyTorch has no such scan), by doubling elsewhere.

For each sentence and unit: s_t = f_t s_{t-1} + (1 - f_t) c_t, h_t = r_t s_t + (1 - r_t) skip_t, with f and r behind a
sigmoid; `reverse` runs from the sentence's end. Lei et al. 2018, "Simple Recurrent Units for Highly Parallelizable
Recurrence", without the recurrent weights and biases.
"""

import functools

import torch
from torch.utils.cpp_extension import load_inline

SOURCE = r"""
#include <torch/extension.h>
#include <ATen/Parallel.h>
#include <cmath>

static inline float sig(float x) { return 1.0f / (1.0f + std::exp(-x)); }

// u: [B, T, 3, H] (c, f, r), skip: [B, T, H], lengths: [B]. Returns h and the states s.
std::vector<torch::Tensor> forward(torch::Tensor u, torch::Tensor skip, torch::Tensor lengths, bool reverse) {
  auto h = torch::zeros_like(skip), s = torch::zeros_like(skip);
  long B = skip.size(0), T = skip.size(1), H = skip.size(2);
  const float *up = u.data_ptr<float>(), *kp = skip.data_ptr<float>();
  float *hp = h.data_ptr<float>(), *sp = s.data_ptr<float>();
  const long *lp = lengths.data_ptr<long>();
  at::parallel_for(0, B, 1, [&](long from, long to) {
    std::vector<float> state(H);
    for (long b = from; b < to; b++) {
      std::fill(state.begin(), state.end(), 0.0f);
      for (long i = 0; i < lp[b]; i++) {
        long t = reverse ? lp[b] - 1 - i : i, at = (b * T + t) * H;
        const float *c = up + 3 * at, *f = c + H, *r = f + H;
        float *st = state.data();
        for (long k = 0; k < H; k++) {
          float g = sig(f[k]), o = sig(r[k]);
          float v = g * st[k] + (1.0f - g) * c[k];
          st[k] = v; sp[at + k] = v;
          hp[at + k] = o * v + (1.0f - o) * kp[at + k];
        }
      }
    }
  });
  return {h, s};
}

std::vector<torch::Tensor> backward(torch::Tensor grad, torch::Tensor u, torch::Tensor skip, torch::Tensor s,
                                    torch::Tensor lengths, bool reverse) {
  auto du = torch::zeros_like(u), dk = torch::zeros_like(skip);
  long B = skip.size(0), T = skip.size(1), H = skip.size(2);
  const float *up = u.data_ptr<float>(), *kp = skip.data_ptr<float>(), *gp = grad.data_ptr<float>(),
              *sp = s.data_ptr<float>();
  float *dup = du.data_ptr<float>(), *dkp = dk.data_ptr<float>();
  const long *lp = lengths.data_ptr<long>();
  at::parallel_for(0, B, 1, [&](long from, long to) {
    std::vector<float> carry(H), zero(H, 0.0f);
    for (long b = from; b < to; b++) {
      std::fill(carry.begin(), carry.end(), 0.0f);
      for (long i = lp[b] - 1; i >= 0; i--) {
        long t = reverse ? lp[b] - 1 - i : i, at = (b * T + t) * H;
        const float *c = up + 3 * at, *f = c + H, *r = f + H;
        const float *before = i == 0 ? zero.data() : sp + (b * T + (reverse ? t + 1 : t - 1)) * H;
        float *dc = dup + 3 * at, *df = dc + H, *dr = df + H, *ca = carry.data();
        for (long k = 0; k < H; k++) {
          float g = sig(f[k]), o = sig(r[k]), dh = gp[at + k], st = sp[at + k];
          dr[k] = dh * (st - kp[at + k]) * o * (1.0f - o);
          dkp[at + k] = dh * (1.0f - o);
          float ds = dh * o + ca[k];
          dc[k] = ds * (1.0f - g);
          df[k] = ds * (before[k] - c[k]) * g * (1.0f - g);
          ca[k] = ds * g;
        }
      }
    }
  });
  return {du, dk};
}
"""


@functools.cache
def native():
    return load_inline(
        "dateline_recurrence",
        SOURCE,
        functions=["forward", "backward"],
        extra_cflags=["-O3", "-march=native", "-ffast-math"],
    )


class Recurrence(torch.autograd.Function):
    @staticmethod
    def forward(ctx, u, skip, lengths, reverse):
        u, skip = u.float().contiguous(), skip.float().contiguous()
        h, s = native().forward(u, skip, lengths, reverse)
        ctx.save_for_backward(u, skip, s, lengths)
        ctx.reverse = reverse
        return h

    @staticmethod
    def backward(ctx, grad):
        u, skip, s, lengths = ctx.saved_tensors
        du, dk = native().backward(grad.float().contiguous(), u, skip, s, lengths, ctx.reverse)
        return du, dk, None, None


def doubling(u, skip, lengths, reverse):
    """The same in about log2 T steps, each over the whole batch (Hillis and Steele, 1986)."""
    c, f, r = u.float().chunk(3, -1)
    skip, keep, out = skip.float(), f.sigmoid(), r.sigmoid()
    inside = (torch.arange(u.size(1), device=u.device) < lengths[:, None]).unsqueeze(-1)
    s = torch.where(inside, (1 - keep) * c, 0)

    def earlier(x, by):
        away = torch.zeros_like(x[:, :by])
        return torch.cat([x[:, by:], away] if reverse else [away, x[:, :-by]], 1)

    by = 1
    while by < u.size(1):
        s, keep, by = s + keep * earlier(s, by), keep * earlier(keep, by), 2 * by
    return torch.where(inside, out * s + (1 - out) * skip, 0)


def recurrence(u, skip, lengths, reverse):
    """u: [B, T, 3 H] (c, f, r), skip: [B, T, H], lengths: [B]; h: [B, T, H]."""
    return (Recurrence.apply if u.device.type == "cpu" else doubling)(u, skip, lengths, reverse)
