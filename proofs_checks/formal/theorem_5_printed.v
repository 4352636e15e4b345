(* Theorem 5 (i), read with a random k_0 or with one k_0 for all paths: below the limit on epsilon, for
   every d > 0, from some k_0 on every coordinate is within d of one interval and |u_i| <= 2 alpha d_i.
   The printed rule; both psi. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides basins sums sequences lemma_1 lemma_2 expectation theorem_5_proof.
Open Scope R_scope.

(* one path on which the steps vanish *)
Theorem i_pathwise q eps alpha clip mu kind (gamma g x : nat -> R) : separated q eps kind mu ->
  0 < alpha -> 0 < clip -> 0 < eps -> 0 < mu -> (forall k, 0 < gamma k) ->
  is_lim_seq (fun T => sum T gamma) p_infty ->
  (forall k, x (S k) = x k + gamma k * velocity (x k) (g k) q eps alpha clip kind PRINTED) ->
  is_lim_seq (fun k => gamma k * Rmax (Rabs (g k)) clip) 0 ->
  exists j, (j < length q)%nat /\ forall d, 0 < d -> exists K, forall k, (K <= k)%nat ->
    dist q eps kind j (x k) <= d /\ Rabs (skewing_force (x k) q eps alpha clip kind) <= 2 * alpha * d.
Proof.
  intros Hq Ha Hc He Hmu Hg Hinf Hx Hs.
  assert (Van : is_lim_seq (fun k => gamma k * Rabs (velocity (x k) (g k) q eps alpha clip kind PRINTED)) 0).
  { apply lim_zero_dominated with (v := fun k => gamma k * Rmax (Rabs (g k)) clip) (K := O); [exact Hs|].
    intros k _. specialize (Hg k). rewrite Rabs_mult, Rabs_Rabsolu, (Rabs_pos_eq (gamma k)) by lra.
    apply Rmult_le_compat_l; [lra | apply speed, Hc]. }
  assert (Mv : moves_on q PRINTED x g) by (left; discriminate).
  destruct (one_basin q eps alpha clip mu kind PRINTED Hq Ha Hc He Hmu gamma g x Hg Hx Hinf Mv Van)
    as (j & L & (K0 & In) & D).
  exists j. split; [exact L|]. intros d Hd. destruct Hq as (Inc & Len & Gap).
  set (s := Rmin d (2 * mu / 3)). assert (s1 := Rmin_l d (2 * mu / 3)). assert (s2 := Rmin_r d (2 * mu / 3)). fold s in s1, s2.
  assert (s0 : 0 < s) by (apply Rmin_glb_lt; lra).
  destruct (lim_zero_below _ D s s0) as [K1 HK1]. exists (K0 + K1)%nat. intros k Hk.
  specialize (HK1 k ltac:(lia)). rewrite Rabs_pos_eq in HK1 by apply dist_pos. split; [lra|].
  assert (Gs : gaps_ok q eps kind j).
  { split; [intros i ->; apply Gap; lia | intros S1; apply Gap, S1]. }
  assert (F : Rabs (skewing_force (x k) q eps alpha clip kind) <= 2 * alpha * dist q eps kind j (x k)).
  { apply force_near; auto.
    - intros i E. subst j. destruct (Gap i ltac:(lia)) as [_ G]. lra.
    - intros S1. destruct (Gap j S1) as [_ G]. lra. }
  assert (2 * alpha * dist q eps kind j (x k) <= 2 * alpha * d) by (apply Rmult_le_compat_l; lra). lra.
Qed.
