(* With vanishing steps every path stays bounded and ends near one box: gamma_k -> 0, a divergent sum, a
   gradient of linear growth, and noise with gamma_k |xi_k| / (1 + |w_k|) -> 0. Both psi; under the projected rule, unless
   a coordinate comes to rest at an infeasible midpoint. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides sums sequences basins lemma_1 drift.
Open Scope R_scope.

(* |x_j| <= m in every coordinate *)
Definition within n (m : R) (x : nat -> R) := forall j, (j < n)%nat -> Rabs (x j) <= m.

Lemma within_exists n x : exists m, 0 <= m /\ within n m x.
Proof.
  induction n as [|n (m & M0 & H)]; [exists 0; split; [lra | intros j Hj; lia]|].
  exists (Rmax m (Rabs (x n))). split; [eapply Rle_trans; [exact M0 | apply Rmax_l]|].
  intros j Hj. destruct (Nat.eq_dec j n) as [->|N]; [apply Rmax_r|].
  eapply Rle_trans; [apply H; lia | apply Rmax_l].
Qed.

Section Path.
Variables (n : nat) (levels : nat -> list R) (eps alpha clip mu : R) (kind rule : nat).
Hypothesis Hq : forall i, (i < n)%nat -> separated (levels i) eps kind mu.
Hypothesis Halpha : 0 < alpha.
Hypothesis Hclip : 0 < clip.
Hypothesis Heps : 0 < eps.
Hypothesis Hmu : 0 < mu.
Variables (g : (nat -> R) -> nat -> R) (c0 c1 : R).
Hypothesis Hc : 0 <= c0 /\ 0 <= c1.
Hypothesis Hgrowth : forall x m, 0 <= m -> within n m x -> within n (c0 + c1 * m) (g x).
Variables (gamma : nat -> R) (w xi : nat -> nat -> R).
Hypothesis Hgamma : forall k, 0 < gamma k.
Hypothesis Hzero : is_lim_seq gamma 0.
Hypothesis Hinf : is_lim_seq (fun T => sum T gamma) p_infty.
Notation ghat k i := (g (w k) i + xi k i).
Notation v k i := (velocity (w k i%nat) (ghat k i%nat) (levels i%nat) eps alpha clip kind rule).
Hypothesis Hw : forall k i, (i < n)%nat -> w (S k) i = w k i + gamma k * v k i.
(* gamma_k |xi_k| / (1 + |w_k|) -> 0, in sup norms *)
Hypothesis Hnoise : forall e, 0 < e -> exists K, forall k, (K <= k)%nat -> forall m, 0 <= m ->
  within n m (w k) -> forall i, (i < n)%nat -> gamma k * Rabs (xi k i) <= e * (1 + m).

Lemma ends_bounded : exists R0, 0 <= R0 /\ forall i, (i < n)%nat ->
  Rabs (minus (levels i) eps kind 0) <= R0 /\ Rabs (plus (levels i) eps kind (length (levels i) - 1)) <= R0.
Proof.
  destruct (within_exists n (fun i => minus (levels i) eps kind 0)) as (a & A0 & A).
  destruct (within_exists n (fun i => plus (levels i) eps kind (length (levels i) - 1))) as (b & B0 & B).
  exists (a + b). split; [lra|]. intros i Hi. specialize (A i Hi). specialize (B i Hi). split; lra.
Qed.

Lemma speed_sum m k i : (i < n)%nat -> 0 <= m -> within n m (w k) ->
  Rabs (v k i) <= clip + (c0 + c1 * m) + Rabs (xi k i).
Proof.
  intros Hi M0 H. eapply Rle_trans; [eapply speed; eassumption|].
  assert (G := Hgrowth _ _ M0 H i Hi). assert (X := Rabs_pos (xi k i)). assert (Y := Rabs_pos (g (w k) i)).
  apply Rmax_lub; [eapply Rle_trans; [apply Rabs_triang|]; lra | lra].
Qed.

Theorem bounded : exists Y, 0 <= Y /\ forall k, within n Y (w k).
Proof.
  destruct Hc as [C0 C1]. destruct ends_bounded as (R0 & R00 & HR).
  destruct (lim_zero_below gamma Hzero 1 ltac:(lra)) as [K1 HK1].
  assert (Pos : 0 < / (4 * (c1 + 1))) by (apply Rinv_0_lt_compat; lra).
  destruct (lim_zero_below gamma Hzero _ Pos) as [K2 HK2].
  destruct (Hnoise (/ 4) ltac:(lra)) as [K3 HK3].
  set (K := max K1 (max K2 K3)). set (R' := R0 + clip + c0 + / 4).
  destruct (within_exists n (w K)) as (B & B0 & HB).
  set (Y := Rmax (2 * R') B).
  assert (Y1 : 2 * R' <= Y) by apply Rmax_l. assert (Y2 : B <= Y) by apply Rmax_r.
  assert (Y0 : 0 <= Y) by (unfold R' in *; lra).
  assert (From : forall k, (K <= k)%nat -> within n Y (w k)).
  { intros k Hk. induction Hk as [|k Hk IH]; [intros j Hj; specialize (HB j Hj); lra|].
    intros i Hi. rewrite Hw by exact Hi. destruct (Hq i Hi) as (Inc & Len & Gap). destruct (HR i Hi) as [E0 E1].
    specialize (HK1 k ltac:(lia)). specialize (HK2 k ltac:(lia)).
    assert (Gk := Hgamma k). rewrite Rabs_pos_eq in HK1, HK2 by lra.
    assert (N := HK3 k ltac:(lia) Y Y0 IH i Hi). assert (V := speed_sum Y k i Hi Y0 IH).
    assert (Q : gamma k * (c1 * Y) <= Y / 4).
    { assert (gamma k * (c1 + 1) <= / 4).
      { replace (/ 4) with (/ (4 * (c1 + 1)) * (c1 + 1)) by (field; lra). apply Rmult_le_compat_r; lra. }
      assert (gamma k * c1 <= / 4) by nra. assert (gamma k * c1 * Y <= / 4 * Y) by (apply Rmult_le_compat_r; lra). lra. }
    assert (U : gamma k * Rabs (v k i) <= gamma k * (clip + (c0 + c1 * Y) + Rabs (xi k i)))
      by (apply Rmult_le_compat_l; lra).
    assert (gamma k * (clip + c0) <= clip + c0) by nra.
    eapply Rle_trans; [eapply size with (mu := mu) (R0 := R0); eauto; intros; apply Gap; assumption|].
    apply Rmax_lub; [apply IH, Hi|]. unfold R' in *. lra. }
  assert (Before : exists Z, 0 <= Z /\ forall k, (k < K)%nat -> within n Z (w k)).
  { clear. induction K as [|K (Z & Z0 & HZ)]; [exists 0; split; [lra | intros; lia]|].
    destruct (within_exists n (w K)) as (m & M0 & Hm). exists (Rmax Z m).
    split; [eapply Rle_trans; [exact Z0 | apply Rmax_l]|]. intros k Hk j Hj.
    destruct (Nat.eq_dec k K) as [->|N].
    - eapply Rle_trans; [apply Hm, Hj | apply Rmax_r].
    - eapply Rle_trans; [apply HZ; [lia | exact Hj] | apply Rmax_l]. }
  destruct Before as (Z & Z0 & HZ). exists (Rmax Y Z). split; [eapply Rle_trans; [exact Y0 | apply Rmax_l]|].
  intros k j Hj. destruct (le_lt_dec K k) as [L|L].
  - eapply Rle_trans; [apply From; assumption | apply Rmax_l].
  - eapply Rle_trans; [apply HZ; assumption | apply Rmax_r].
Qed.

Lemma steps_vanish i : (i < n)%nat -> is_lim_seq (fun k => gamma k * Rabs (v k i)) 0.
Proof.
  intros Hi. destruct bounded as (Y & Y0 & HY). destruct Hc as [C0 C1].
  apply lim_zero_intro. intros e He. set (c := clip + (c0 + c1 * Y)).
  assert (C : 0 < c). { unfold c. assert (0 <= c1 * Y) by (apply Rmult_le_pos; lra). lra. }
  assert (P1 : 0 < e / (2 * c)) by (apply Rdiv_lt_0_compat; lra).
  destruct (lim_zero_below gamma Hzero _ P1) as [K1 H1].
  assert (P2 : 0 < e / (4 * (1 + Y))) by (apply Rdiv_lt_0_compat; lra).
  destruct (Hnoise _ P2) as [K2 H2]. exists (max K1 K2). intros k Hk.
  specialize (H1 k ltac:(lia)). assert (Gk := Hgamma k). rewrite Rabs_pos_eq in H1 by lra.
  assert (N := H2 k ltac:(lia) Y Y0 (HY k) i Hi). assert (V := speed_sum Y k i Hi Y0 (HY k)). fold c in V.
  rewrite Rabs_pos_eq by (apply Rmult_le_pos; [lra | apply Rabs_pos]).
  assert (gamma k * Rabs (v k i) <= gamma k * (c + Rabs (xi k i))) by (apply Rmult_le_compat_l; lra).
  assert (gamma k * c < e / 2).
  { replace (e / 2) with (e / (2 * c) * c) by (field; lra). apply Rmult_lt_compat_r; lra. }
  replace (e / (4 * (1 + Y)) * (1 + Y)) with (e / 4) in N by (field; lra). lra.
Qed.

Hypothesis Hrule : forall i, (i < n)%nat -> moves_on (levels i) rule (fun k => w k i) (fun k => ghat k i).
(* one box: in the end every coordinate is in one open basin, and its distance tends to 0 *)
Theorem one_box : exists level : nat -> nat,
  (forall i, (i < n)%nat -> (level i < length (levels i))%nat) /\
  (exists K, forall i k, (i < n)%nat -> (K <= k)%nat -> inside (levels i) (level i) (w k i)) /\
  forall i, (i < n)%nat -> is_lim_seq (fun k => dist (levels i) eps kind (level i) (w k i)) 0.
Proof.
  assert (B : forall i, (i < n)%nat -> exists j, (j < length (levels i))%nat /\
    (exists K, forall k, (K <= k)%nat -> inside (levels i) j (w k i)) /\
    is_lim_seq (fun k => dist (levels i) eps kind j (w k i)) 0).
  { intros i Hi. apply one_basin with (alpha := alpha) (clip := clip) (mu := mu) (rule := rule)
      (gamma := gamma) (g := fun k => ghat k i); auto. apply steps_vanish, Hi. }
  destruct (choose_index n _ B) as [level HL]. exists level.
  split; [intros i Hi; apply HL, Hi|split].
  - apply (eventually_all n (fun i k => inside (levels i) (level i) (w k i))). intros i Hi. apply HL, Hi.
  - intros i Hi. apply HL, Hi.
Qed.

(* ... so it is in any neighbourhood N of that box from some k on *)
Lemma arrives level delta : 0 < delta ->
  (forall i, (i < n)%nat -> is_lim_seq (fun k => dist (levels i) eps kind (level i) (w k i)) 0) ->
  exists K, forall k, (K <= k)%nat -> inN n levels level eps delta kind (w k).
Proof.
  intros Hd H. destruct (eventually_all n (fun i k => dist (levels i) eps kind (level i) (w k i) <= delta)) as [K HK].
  - intros i Hi. destruct (lim_zero_below _ (H i Hi) delta Hd) as [K HK]. exists K. intros k Hk.
    specialize (HK k Hk). apply Rabs_def2 in HK. lra.
  - exists K. intros k Hk i Hi. apply HK; assumption.
Qed.
End Path.
