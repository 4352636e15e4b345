(* The velocity without noise vanishes exactly on the stationary set Z. Printed rule, both psi, epsilon
   below the limit. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Askew Require Import kernel levels sides sums sequences basins lemma_1 minimiser drift.
Open Scope R_scope.

Section Coordinate.
Variables (q : list R) (eps alpha clip mu : R) (kind rule : nat).
Hypothesis Hq : separated q eps kind mu.
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.
Hypothesis He : 0 < eps.
Hypothesis Hmu : 0 < mu.
Notation lo j := (minus q eps kind j).
Notation hi j := (plus q eps kind j).

(* in the interval of level j *)
Definition rests j w g := lo j <= w <= hi j /\
  (lo j < w < hi j -> g = 0) /\ (w = lo j -> 0 <= g) /\ (w = hi j -> g <= 0).

Lemma zero_inside j w g : (j < length q)%nat -> inside q j w ->
  (velocity w g q eps alpha clip kind rule = 0 <-> rests j w g).
Proof.
  destruct Hq as (Inc & Len & Gap). intros L I.
  assert (G1 : forall j, (S j < length q)%nat -> gap_ok q eps kind j) by (intros; apply Gap; assumption).
  assert (G2 : forall j, (S j < length q)%nat -> mu <= width q eps kind j / 2) by (intros; apply Gap; assumption).
  assert (B : lo j < lv q j < hi j) by (eapply between; eauto). destruct B as [B1 B2].
  assert (P : hi j < w -> velocity w g q eps alpha clip kind rule < 0).
  { intros X. edestruct push_right with (q := q) (eps := eps) (alpha := alpha) (clip := clip) (kind := kind)
      (rule := rule) (j := j) (x := w) (g := g); eauto. }
  assert (Q : w < lo j -> 0 < velocity w g q eps alpha clip kind rule).
  { intros X. edestruct push_left with (q := q) (eps := eps) (alpha := alpha) (clip := clip) (kind := kind)
      (rule := rule) (j := j) (x := w) (g := g); eauto. }
  set (delta := Rmin (2 * mu / 3) (clip / (2 * alpha))).
  assert (D : 0 < delta /\ 3 * delta <= 2 * mu /\ 2 * alpha * delta <= clip).
  { assert (X := Rmin_l (2 * mu / 3) (clip / (2 * alpha))). assert (Y := Rmin_r (2 * mu / 3) (clip / (2 * alpha))).
    fold delta in X, Y. assert (Z : 0 < clip / (2 * alpha)) by (apply Rdiv_lt_0_compat; lra).
    split; [apply Rmin_glb_lt; lra|split; [lra|]].
    apply Rle_trans with (2 * alpha * (clip / (2 * alpha))); [apply Rmult_le_compat_l; lra | right; field; lra]. }
  clearbody delta. destruct D as (D0 & D3 & Dc).
  assert (C : lo j <= w <= hi j -> near_velocity (a_ alpha kind) (b_ alpha) (lo j) (hi j) w g
    (velocity w g q eps alpha clip kind rule)).
  { intros W. eapply near_cases with (mu := mu) (delta := delta) (eps := eps) (kind := kind); eauto.
    - unfold dist. repeat apply Rmax_lub; lra.
    - unfold b_. lra. }
  assert (A := a_pos alpha kind Ha). assert (AB := a_le_b alpha kind Ha).
  set (v := velocity w g q eps alpha clip kind rule) in *. unfold rests. split; intros H.
  - assert (W : lo j <= w <= hi j).
    { split; apply Rnot_lt_le; intros X; [specialize (Q X) | specialize (P X)]; lra. }
    split; [exact W|]. destruct (C W) as [[_ E]|[(U & X & B & E)|(U & X & B & E)]].
    + repeat split; intros; lra.
    + assert (w = hi j) by lra. assert (M := Rmax_l g U). repeat split; intros; lra.
    + assert (w = lo j) by lra. assert (M := Rmax_l (- g) U). repeat split; intros; lra.
  - destruct H as (W & H1 & H2 & H3). destruct (C W) as [[_ E]|[(U & X & B & E)|(U & X & B & E)]].
    + destruct (Req_dec w (lo j)) as [Wl|Wl]; [|destruct (Req_dec w (hi j)) as [Wh|Wh]].
      * (* at an end the cases near the interval agree: v = -g and v >= 0 *)
        specialize (H2 Wl).
        assert (Gs : gaps_ok q eps kind j) by (eapply all_gaps; eauto).
        destruct (left_side q eps alpha clip kind rule Inc Ha Hc He j w g L Gs
          (inside_basin q rule j w I) ltac:(lra)) as (_ & S2 & _). fold v in S2. destruct S2 as [V0 _]; lra.
      * specialize (H3 Wh).
        assert (Gs : gaps_ok q eps kind j) by (eapply all_gaps; eauto).
        destruct (right_side q eps alpha clip kind rule Inc Ha Hc He j w g L Gs
          (inside_basin q rule j w I) ltac:(lra)) as (_ & S2 & _). fold v in S2. destruct S2 as [V0 _]; lra.
      * specialize (H1 ltac:(lra)). lra.
    + assert (Wh : w = hi j) by lra. specialize (H3 Wh).
      assert (U0 : a_ alpha kind * (w - hi j) = 0 /\ b_ alpha * (w - hi j) = 0) by (rewrite Wh; split; ring).
      assert (U = 0) by lra. rewrite E. maxmin; lra.
    + assert (Wl : w = lo j) by lra. specialize (H2 Wl).
      assert (U0 : a_ alpha kind * (lo j - w) = 0 /\ b_ alpha * (lo j - w) = 0) by (rewrite Wl; split; ring).
      assert (U = 0) by lra. rewrite E. maxmin; lra.
Qed.

Lemma zero_coordinate w g : rule <> PROJECTED ->
  (velocity w g q eps alpha clip kind rule = 0 <-> exists j, (j < length q)%nat /\ rests j w g).
Proof.
  destruct Hq as (Inc & Len & Gap). intros R.
  assert (G1 : forall j, (S j < length q)%nat -> gap_ok q eps kind j) by (intros; apply Gap; assumption).
  assert (G2 : forall j, (S j < length q)%nat -> mu <= width q eps kind j / 2) by (intros; apply Gap; assumption).
  split.
  - intros H. destruct (place q Len w) as [(j & L & I)|(j & L & E)].
    + exists j. split; [exact L|]. apply zero_inside; assumption.
    + exfalso. rewrite E in H. erewrite at_middle in H by eauto.
      destruct Nat.eq_dec; [contradiction | lra].
  - intros (j & L & H). apply (zero_inside j); [exact L| |exact H]. destruct H as [W _].
    eapply near_inside with (mu := mu) (eps := eps) (kind := kind); eauto.
    unfold dist. repeat apply Rmax_lub_lt; lra.
Qed.
End Coordinate.

Theorem mean_field_zero n levels eps alpha clip mu kind rule (g : (nat -> R) -> nat -> R) w :
  (forall i, (i < n)%nat -> separated (levels i) eps kind mu) ->
  0 < alpha -> 0 < clip -> 0 < eps -> 0 < mu -> rule <> PROJECTED ->
  (forall i, (i < n)%nat -> velocity (w i) (g w i) (levels i) eps alpha clip kind rule = 0) <->
  exists level, (forall i, (i < n)%nat -> (level i < length (levels i))%nat) /\
    stationary n (low_end levels level eps kind) (high_end levels level eps kind) g w.
Proof.
  intros Hq Ha Hc He Hmu Hr.
  assert (Z : forall i, (i < n)%nat -> (velocity (w i) (g w i) (levels i) eps alpha clip kind rule = 0 <->
    exists j, (j < length (levels i))%nat /\ rests (levels i) eps kind j (w i) (g w i))).
  { intros i Hi. apply (zero_coordinate (levels i) eps alpha clip mu); auto. }
  split.
  - intros H. destruct (choose_index n (fun i j => (j < length (levels i))%nat /\ rests (levels i) eps kind j (w i) (g w i)))
      as [level HL].
    { intros i Hi. apply Z; auto. }
    exists level. split; [intros i Hi; apply HL, Hi|]. split.
    + intros i Hi. destruct (HL i Hi) as [_ [W _]]. exact W.
    + intros i Hi. destruct (HL i Hi) as [_ [_ R]]. exact R.
  - intros (level & Lev & W & R) i Hi. apply Z; [exact Hi|]. exists (level i). split; [apply Lev, Hi|].
    split; [apply W, Hi | apply R, Hi].
Qed.
