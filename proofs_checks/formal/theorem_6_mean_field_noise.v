(* With noise, the mean velocity vanishes on the stationary set only. The mean is any linear, monotone
   functional with E 1 = 1. Printed rule, both psi, any epsilon; one coordinate at a time. *)
From Coq Require Import Reals Lra Psatz List Arith Lia FunctionalExtensionality.
From Askew Require Import kernel sums sides expectation.
Open Scope R_scope.

Lemma clipped_sign alpha clip psi s : 0 < alpha -> 0 < clip -> psi < 0 -> s <> 0 ->
  Rmin (alpha * - psi) (clip * Rabs s) <= clipped (- alpha * psi / s) clip * s.
Proof.
  intros Ha Hc Hp Hs. destruct (clipped_spec (- alpha * psi / s) clip Hc) as (B & _ & _ & _ & Mid & _).
  set (f := - alpha * psi / s) in *. assert (E : f * s = - alpha * psi) by (unfold f; field; exact Hs).
  destruct (Rle_dec (Rabs f) clip) as [C|C].
  - rewrite Mid by (unfold Rabs in C; destruct Rcase_abs in C; lra). rewrite E. eapply Rle_trans; [apply Rmin_l | lra].
  - assert (P : 0 < - alpha * psi) by nra. eapply Rle_trans; [apply Rmin_r|].
    unfold clipped. destruct (Rlt_dec 0 s) as [S|S].
    + rewrite (Rabs_pos_eq s) by lra. assert (0 < f) by nra. rewrite Rabs_pos_eq in C by lra.
      destruct Rlt_dec; [lra|]. destruct Rlt_dec; nra.
    + rewrite (Rabs_left s) by lra. assert (f < 0) by nra. rewrite Rabs_left in C by lra.
      destruct Rlt_dec; [nra|]. destruct Rlt_dec; nra.
Qed.

Section Mean.
Variables (Omega : Type) (E : expectation Omega) (ghat : Omega -> R) (psi s alpha clip : R).
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.
Hypothesis Hi : integrable E ghat.
Notation v := (fun o => velocity_of psi s (ghat o) alpha clip PRINTED).
Hypothesis Hv : integrable E v.

Theorem inside_mean : 0 < psi -> mean E v = - mean E ghat.
Proof.
  intros P. replace (fun o => velocity_of psi s (ghat o) alpha clip PRINTED) with (fun o => -1 * ghat o).
  - rewrite mean_scal by exact Hi. ring.
  - apply functional_extensionality. intros o. rewrite v_inside by exact P. ring.
Qed.

(* below zero, and at a midpoint with psi = 0, the push has one sign and a least size for every ghat *)
Theorem outside_mean : psi < 0 \/ psi = 0 /\ s = 0 -> mean E v <> 0.
Proof.
  intros H Z. destruct (Req_dec s 0) as [S|S].
  - replace (fun o => velocity_of psi s (ghat o) alpha clip PRINTED) with (fun _ : Omega => clip) in Z.
    + rewrite mean_const in Z. lra.
    + apply functional_extensionality. intros o. rewrite S, v_middle by lra. destruct Nat.eq_dec; [discriminate | reflexivity].
  - assert (P : psi < 0) by tauto. set (c := Rmin (alpha * - psi) (clip * Rabs s)).
    assert (C : 0 < c) by (apply Rmin_glb_lt; [nra | apply Rmult_lt_0_compat; [lra | apply Rabs_pos_lt, S]]).
    assert (L : mean E (fun _ => c) <= mean E (fun o => s * v o)).
    { apply mean_le; [apply integrable_const | apply integrable_scal, Hv|]. intros o.
      destruct (Rle_dec (- alpha * psi) (- ghat o * s)) as [B|B].
      - rewrite v_along by lra. eapply Rle_trans; [apply Rmin_l | lra].
      - destruct (v_against alpha clip PRINTED psi s (ghat o) ltac:(lra) ltac:(lra) S) as [->|(X & _)]; [|discriminate].
        rewrite Rmult_comm. apply clipped_sign; assumption. }
    rewrite mean_const, mean_scal, Z in L by exact Hv. lra.
Qed.

Theorem mean_zero_only_if : mean E v = 0 ->
  0 < psi /\ mean E ghat = 0 \/ psi = 0 /\ s <> 0 /\ - mean E ghat * s <= 0.
Proof.
  intros Z. destruct (Rlt_dec 0 psi) as [P|P].
  - left. split; [exact P|]. assert (X := inside_mean P). lra.
  - destruct (Rlt_dec psi 0) as [N|N]; [exfalso; apply outside_mean; auto|].
    assert (P0 : psi = 0) by lra. destruct (Req_dec s 0) as [S|S]; [exfalso; apply outside_mean; auto|].
    right. split; [exact P0|split; [exact S|]].
    assert (L : mean E (fun o => (- s) * ghat o) <= mean E (fun o => s * v o)).
    { apply mean_le; [apply integrable_scal, Hi | apply integrable_scal, Hv|]. intros o.
      destruct (Rle_dec (- alpha * psi) (- ghat o * s)) as [B|B]; [rewrite v_along by lra; lra|].
      destruct (v_against alpha clip PRINTED psi s (ghat o) ltac:(lra) ltac:(lra) S) as [->|(X & _)]; [|discriminate].
      rewrite P0 in *. replace (- alpha * 0 / s) with 0 by (field; exact S).
      destruct (clipped_spec 0 clip Hc) as (_ & _ & _ & Z0 & _). rewrite Z0 by reflexivity. lra. }
    rewrite mean_scal, mean_scal, Z in L by assumption. lra.
Qed.
End Mean.
