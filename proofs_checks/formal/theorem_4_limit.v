(* Theorem 4*, the limit: gamma_k -> 0, sum gamma_k = oo make the explicit bound tend to 0. *)
From Coq Require Import Reals Lra Psatz Arith Lia.
From Coquelicot Require Import Coquelicot.
From Askew Require Import sums.
Open Scope R_scope.
Section Limit.
Variable gamma : nat -> R.
Hypothesis Hpos : forall k, 0 < gamma k.
Hypothesis Hzero : is_lim_seq gamma 0.
Notation H := (fun T => sum T gamma).
Hypothesis Hinf : is_lim_seq H p_infty.
Notation S2 := (fun T => sum T (fun k => gamma k ^ 2)).
Lemma tail e N : 0 <= e -> (forall k, (N <= k)%nat -> gamma k <= e) ->
  forall T, (N <= T)%nat -> S2 T <= S2 N + e * (H T - H N).
Proof.
  intros He Hk T HT. induction HT as [|T HT IH]; [lra|]. cbn [sum].
  assert (G := Hk T HT). assert (P := Hpos T).
  assert (gamma T ^ 2 <= e * gamma T) by nra. lra.
Qed.
Lemma squares_vanish : is_lim_seq (fun T => S2 T / H T) 0.
Proof.
  apply is_lim_seq_spec. intros [e He]; change (eventually (fun T => Rabs (S2 T / H T - 0) < e)).
  apply is_lim_seq_spec in Hzero. destruct (Hzero (mkposreal (e / 2) ltac:(lra))) as [N HN].
  simpl in HN. apply is_lim_seq_spec in Hinf.
  destruct (Hinf (Rmax 0 (2 * (S2 N + 1) / e))) as [N' HN'].
  exists (max N N'). intros T HT.
  assert (B : Rmax 0 (2 * (S2 N + 1) / e) < H T) by (apply HN'; lia).
  assert (B0 := Rmax_l 0 (2 * (S2 N + 1) / e)). assert (B1 := Rmax_r 0 (2 * (S2 N + 1) / e)).
  assert (B2 : 2 * (S2 N + 1) < e * H T).
  { assert (X : 2 * (S2 N + 1) / e * e = 2 * (S2 N + 1)) by (field; apply Rgt_not_eq; exact He).
    assert (2 * (S2 N + 1) / e * e < H T * e) by (apply Rmult_lt_compat_r; lra). lra. }
  assert (T1 : S2 T <= S2 N + e / 2 * (H T - H N)).
  { apply tail; [lra | | lia]. intros k Hk. specialize (HN k Hk).
    rewrite Rminus_0_r in HN. apply Rabs_def2 in HN. lra. }
  assert (P1 : 0 <= S2 T) by (apply sum_pos; intros; apply pow2_ge_0).
  assert (P2 : 0 <= H N) by (apply sum_pos; intros; apply Rlt_le, Hpos).
  rewrite Rminus_0_r, Rabs_pos_eq by (apply Rmult_le_pos; [lra | apply Rlt_le, Rinv_0_lt_compat; lra]).
  apply Rmult_lt_reg_r with (H T); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. nra.
Qed.
(* the explicit bound, with c0 + c1 S2 for sum_i C_i *)
Variables (avg : nat -> R) (dl a b c0 c1 : R).
Hypothesis Hc0 : 0 <= c0. Hypothesis Hc1 : 0 <= c1. 
Hypothesis Havg : forall T, (0 < T)%nat -> 0 <= avg T <=
  dl / H T + a * sqrt ((c0 + c1 * S2 T) / H T) + b * ((c0 + c1 * S2 T) / H T).
Theorem theorem_4_limit : is_lim_seq avg 0.
Proof.
  assert (I : is_lim_seq (fun T => / H T) 0).
  { replace (Finite 0) with (Rbar_inv p_infty) by reflexivity. apply is_lim_seq_inv; [exact Hinf | discriminate]. }
  assert (C : is_lim_seq (fun T => (c0 + c1 * S2 T) / H T) 0).
  { apply is_lim_seq_ext with (fun T => c0 * / H T + c1 * (S2 T / H T)).
    - intros; unfold Rdiv; ring.
    - replace 0 with (c0 * 0 + c1 * 0) by ring. apply is_lim_seq_plus';
        apply (is_lim_seq_scal_l _ _ (Finite 0)); [exact I | exact squares_vanish]. }
  assert (Q : is_lim_seq (fun T => sqrt ((c0 + c1 * S2 T) / H T)) 0).
  { rewrite <- sqrt_0. apply (is_lim_seq_continuous sqrt _ 0); [|exact C].
    apply continuity_pt_sqrt; lra. }
  apply is_lim_seq_le_le_loc with (fun _ => 0)
    (fun T => dl / H T + a * sqrt ((c0 + c1 * S2 T) / H T) + b * ((c0 + c1 * S2 T) / H T)).
  - exists 1%nat. intros T HT. apply Havg; lia.
  - apply is_lim_seq_const.
  - replace 0 with (dl * 0 + a * 0 + b * 0) by ring.
    repeat apply is_lim_seq_plus'; apply (is_lim_seq_scal_l _ _ (Finite 0)); assumption.
Qed.
End Limit.
