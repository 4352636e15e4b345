(* One side of a level, for both psi and both rules: the velocity beside a feasible interval.

   Everything that the theory needs of psi is c1 d <= |psi / psi'| <= c2 d at distance d outside the
   interval (psi_side); everything that it needs of the velocity is Side. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Askew Require Import kernel levels.
Open Scope R_scope.

(* a test of the branch's number *)
Ltac branches := unfold GRADIENT, SKEW_ALONG, SKEW_AGAINST in *; repeat destruct Nat.eq_dec; try congruence.
Ltac maxmin := unfold Rmax, Rmin in *; repeat destruct Rle_dec.

(* d: distance outward of the interval's end, negative inside; s: slope of psi towards the interval *)
Definition psi_side (c1 c2 d psi s : R) (near : Prop) : Prop :=
  (d < 0 -> 0 < psi) /\ (d = 0 -> psi = 0) /\
  (0 <= d -> 0 < s /\ psi <= 0 /\ c1 * d * s <= - psi /\ (near -> - psi <= c2 * d * s)).

(* V: velocity inward; h: what the gradient alone would give inward *)
Definition Side (a b clip d V h : R) (near : Prop) : Prop :=
  (d < 0 -> V = h) /\
  (d = 0 -> 0 <= V /\ (V = h \/ V = 0)) /\
  (0 < d -> 0 < V /\ Rmin (a * d) clip <= V /\ (V = h \/ V <= clip)) /\
  (0 <= d -> near -> V = h \/ V <= b * d) /\
  (0 <= d -> near -> b * d <= clip -> exists U, a * d <= U <= b * d /\ V = Rmax h U).

Lemma clipped_spec x c : 0 < c -> - c <= clipped x c <= c /\
  (0 < x -> 0 < clipped x c /\ clipped x c <= x) /\ (x < 0 -> clipped x c < 0 /\ x <= clipped x c) /\
  (x = 0 -> clipped x c = 0) /\ (- c <= x <= c -> clipped x c = x) /\
  (0 <= x -> clipped x c = Rmin x c).
Proof.
  intros H; unfold clipped, Rmin; repeat destruct Rlt_dec; repeat destruct Rle_dec; repeat split; lra.
Qed.

Section Velocity.
Variables (alpha clip : R) (rule : nat).
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.

Notation vel psi s g := (velocity_of psi s g alpha clip rule).

Lemma velocity_is w g q eps kind : velocity w g q eps alpha clip kind rule =
  vel (remoteness w q eps kind) (slope w q kind) g.
Proof.
  unfold velocity, velocity_of, velocity_on, branch_of, remoteness, slope; cbv zeta.
  destruct Rlt_dec; [branches | reflexivity].
Qed.

Lemma v_inside psi s g : 0 < psi -> vel psi s g = - g.
Proof.
  intros; unfold velocity_of, velocity_on, branch_of; cbv zeta.
  destruct (Rlt_dec 0 psi); [branches | lra].
Qed.
Lemma v_middle psi g : psi <= 0 -> vel psi 0 g = if Nat.eq_dec rule PROJECTED then - g else clip.
Proof.
  intros; unfold velocity_of, velocity_on, branch_of, force_of; cbv zeta.
  destruct (Rlt_dec 0 psi); [lra|]. destruct (Req_EM_T 0 0); [|lra].
  branches.
Qed.
Lemma v_along psi s g : - alpha * psi <= - g * s -> psi <= 0 -> s <> 0 -> vel psi s g = - g.
Proof.
  intros; unfold velocity_of, velocity_on, branch_of; cbv zeta.
  destruct (Rlt_dec 0 psi); [lra|]. destruct Req_EM_T; [lra|]. destruct Rle_dec; [branches | lra].
Qed.
Lemma v_against psi s g : - g * s < - alpha * psi -> psi <= 0 -> s <> 0 ->
  vel psi s g = clipped (- alpha * psi / s) clip \/
  (rule = PROJECTED /\ clip * Rabs s <= - g * s /\ vel psi s g = - g).
Proof.
  intros; unfold velocity_of, velocity_on, branch_of, force_of; cbv zeta.
  destruct (Rlt_dec 0 psi); [lra|]. destruct Req_EM_T; [lra|].
  destruct (Rle_dec (- alpha * psi) (- g * s)); [lra|].
  destruct (Nat.eq_dec rule PROJECTED) as [P|P]; repeat destruct Rle_dec; branches; auto.
Qed.

Lemma velocity_odd psi s g : 0 < psi \/ s <> 0 -> vel psi (- s) (- g) = - vel psi s g.
Proof.
  intros Hs. destruct (Rlt_dec 0 psi) as [P|P]; [rewrite !v_inside by lra; ring|].
  assert (N : s <> 0) by (destruct Hs; lra).
  unfold velocity_of, velocity_on, branch_of, force_of, clipped; cbv zeta. rewrite Rabs_Ropp.
  replace (- alpha * psi / - s) with (- (- alpha * psi / s)) by (field; auto).
  replace (- - g * - s) with (- g * s) by ring.
  repeat destruct Rlt_dec; repeat destruct Req_EM_T; repeat destruct Rle_dec;
    branches; repeat destruct Rlt_dec; lra.
Qed.

(* the three ways to move at distance d >= 0: f is the force before the clip *)
Lemma side_outside a b d f V h (near : Prop) : 0 <= d -> (0 < d -> 0 < a * d) -> (d = 0 -> f = 0) ->
  a * d <= f -> 0 <= f -> (near -> f <= b * d) ->
  (V = h /\ f <= h) \/ (V = Rmin f clip /\ h < f) \/ (V = h /\ clip <= h < f) ->
  Side a b clip d V h near.
Proof.
  intros Hd P Z A F N C. unfold Side. refine (conj _ (conj _ (conj _ (conj _ _)))).
  - lra.
  - intros D. specialize (Z D). destruct C as [[-> C]|[[-> C]|[-> C]]]; split; try lra.
    + maxmin; lra.
    + right. maxmin; lra.
  - intros D. specialize (P D). destruct C as [[-> C]|[[-> C]|[-> C]]].
    + split; [lra|split; [maxmin; lra|left; reflexivity]].
    + split; [maxmin; lra|split; [maxmin; lra|right; maxmin; lra]].
    + split; [lra|split; [maxmin; lra|left; reflexivity]].
  - intros _ M. specialize (N M). destruct C as [[-> C]|[[-> C]|[-> C]]]; auto. right; maxmin; lra.
  - intros _ M B. specialize (N M). exists f. split; [lra|].
    destruct C as [[-> C]|[[-> C]|[-> C]]]; maxmin; lra.
Qed.

Lemma side_core c1 c2 d psi s g (near : Prop) : 0 < c1 -> psi_side c1 c2 d psi s near ->
  Side (alpha * c1) (alpha * c2) clip d (vel psi s g) (- g) near.
Proof.
  intros Hc1 (Hin & Hz & Hout).
  destruct (Rlt_dec d 0) as [D|D].
  { rewrite v_inside by auto. unfold Side; intuition lra. }
  destruct (Hout ltac:(lra)) as (Hs & Hp & Hlow & Hup).
  assert (E : (- alpha * psi / s) * s = - alpha * psi) by (field; lra).
  set (f := - alpha * psi / s) in *.
  assert (Hf : alpha * c1 * d <= f).
  { apply Rmult_le_reg_r with s; [assumption|].
    assert (alpha * (c1 * d * s) <= alpha * - psi) by (apply Rmult_le_compat_l; lra). lra. }
  assert (A0 : 0 <= alpha * c1 * d) by (repeat apply Rmult_le_pos; lra).
  apply side_outside with f; auto; try lra.
  - intros; apply Rmult_lt_0_compat; [apply Rmult_lt_0_compat|]; lra.
  - intros Z; specialize (Hz Z); unfold f; rewrite Hz; field; lra.
  - intros N; specialize (Hup N); apply Rmult_le_reg_r with s; [assumption|].
    assert (alpha * - psi <= alpha * (c2 * d * s)) by (apply Rmult_le_compat_l; lra). lra.
  - destruct (Rle_dec (- alpha * psi) (- g * s)) as [B|B].
    + left. rewrite v_along by lra. split; [reflexivity|]. apply Rmult_le_reg_r with s; lra.
    + assert (B' : - g < f) by (apply Rmult_lt_reg_r with s; lra). right.
      destruct (v_against psi s g ltac:(lra) Hp ltac:(lra)) as [V|(_ & L & V)]; rewrite V; fold f.
      * left. split; [|assumption]. apply clipped_spec; lra.
      * right. rewrite Rabs_pos_eq in L by lra. repeat split; auto.
        apply Rmult_le_reg_r with s; lra.
Qed.
End Velocity.

(* the lower constant: psi / psi' is at least low d, and at most 2 d near the interval *)
Definition low (kind : nat) : R := if Nat.eq_dec kind QUARTIC then / 2 else 1.
Lemma low_pos kind : 0 < low kind.
Proof. unfold low; destruct Nat.eq_dec; lra. Qed.
Lemma low_le kind : / 2 <= low kind <= 1.
Proof. unfold low; destruct Nat.eq_dec; lra. Qed.

(* from the quadratic p with slope s0 to either kind *)
Lemma kind_side eps kind d p s0 (near : Prop) : 0 < eps -> p <= reach kind eps ->
  (d < 0 -> 0 < p) -> (d = 0 -> p = 0) ->
  (0 <= d -> 0 < s0 /\ p <= 0 /\ d * s0 <= - p /\ (near -> - p <= 2 * d * s0)) ->
  psi_side (low kind) 2 d (psi_of eps kind p) (slope_of eps kind p s0) near.
Proof.
  intros He Hp H1 H2 H3. assert (R := reach_pos eps kind He).
  unfold psi_side, psi_of, slope_of, low. destruct (Nat.eq_dec kind QUARTIC) as [K|K].
  - set (r := reach kind eps) in *. split; [|split].
    + intros D. specialize (H1 D). apply Rmult_lt_0_compat; lra.
    + intros D. rewrite (H2 D). ring.
    + intros D. destruct (H3 D) as (A & B & C & E).
      assert (0 <= d * s0) by (apply Rmult_le_pos; lra).
      split; [apply Rmult_lt_0_compat; lra|split; [nra|split; [nra|]]].
      intros N. specialize (E N).
      assert (- p * (r + (r - p)) <= 2 * d * s0 * (r + (r - p))) by (apply Rmult_le_compat_r; lra).
      assert (0 <= d * s0 * (- p)) by (apply Rmult_le_pos; lra). nra.
  - split; [auto|split; [auto|]]. intros D. destruct (H3 D) as (A & B & C & E).
    split; [lra|split; [lra|split; [lra|]]]. intros N; specialize (E N); lra.
Qed.

Section Cell.
Variables (q : list R) (eps alpha clip : R) (kind rule : nat).
Hypothesis Hinc : increasing q.
Hypothesis Ha : 0 < alpha.
Hypothesis Hc : 0 < clip.
Hypothesis He : 0 < eps.

Notation mid := (mid q).
Notation width := (width q eps kind).
Notation minus := (minus q eps kind).
Notation plus := (plus q eps kind).
Notation gaps_ok := (gaps_ok q eps kind).
Notation v w g := (velocity w g q eps alpha clip kind rule).

(* the basin of level i: the projected rule has no convention at midpoints and leaves them out *)
Definition basin i w := (forall j, i = S j -> mid j <= w /\ (rule = PROJECTED -> mid j < w)) /\
  ((S i < length q)%nat -> w < mid i).
Definition near_left i d := forall j, i = S j -> d <= width j / 3.
Definition near_right i d := (S i < length q)%nat -> d <= width i / 3.

Definition a_ := alpha * low kind.
Definition b_ := alpha * 2.
Lemma a_pos : 0 < a_. Proof. unfold a_. apply Rmult_lt_0_compat; [lra | apply low_pos]. Qed.
Lemma a_le_b : 2 * a_ <= b_. Proof. unfold a_, b_. assert (L := low_le kind). nra. Qed.

Lemma psi_left i w : (i < length q)%nat -> gaps_ok i -> w < lv q i ->
  (forall j, i = S j -> mid j < w) ->
  psi_side (low kind) 2 (minus i - w) (remoteness w q eps kind) (slope w q kind)
    (near_left i (minus i - w)).
Proof.
  intros Hi [G1 _] Hw C1. destruct i as [|j].
  - destruct (left_of_all q eps kind Hinc He w ltac:(lia) Hw) as (-> & -> & P). simpl.
    apply kind_side; auto; intros; try lra; repeat split; intros; lra.
  - specialize (G1 _ eq_refl); specialize (C1 _ eq_refl).
    assert (P := Hinc j Hi). destruct (width_sq q eps kind j G1) as [W1 _].
    destruct (in_gap q eps kind Hinc He j w Hi G1) as (-> & -> & Q); [unfold levels.mid in *; lra|].
    simpl. apply kind_side; auto; try (intros; nra).
    intros; split; [lra|split; [nra|split; [nra|]]]. intros N; specialize (N _ eq_refl); nra.
Qed.

Lemma psi_right i w : (i < length q)%nat -> gaps_ok i -> lv q i <= w ->
  ((S i < length q)%nat -> w < mid i) ->
  psi_side (low kind) 2 (w - plus i) (remoteness w q eps kind) (- slope w q kind)
    (near_right i (w - plus i)).
Proof.
  intros Hi [_ G2] Hw C2.
  assert (Neg : forall p s, - slope_of eps kind p s = slope_of eps kind p (- s))
    by (intros; unfold slope_of; destruct Nat.eq_dec; ring).
  destruct (Nat.eq_dec (S i) (length q)) as [E|E].
  - destruct (right_of_all q eps kind Hinc He i w ltac:(lia) Hw) as (-> & -> & P).
    rewrite plus_last, Neg by assumption. replace (- (-1)) with 1 by ring.
    apply kind_side; auto; intros; try lra; repeat split; intros; lra.
  - assert (Hi' : (S i < length q)%nat) by lia. specialize (G2 Hi'); specialize (C2 Hi').
    assert (P := Hinc i Hi'). destruct (width_sq q eps kind i G2) as [W1 _].
    destruct (in_gap q eps kind Hinc He i w Hi' G2) as (-> & -> & Q); [unfold levels.mid in *; lra|].
    rewrite plus_inner, Neg by assumption. replace (- (2 * (w - mid i))) with (2 * (mid i - w)) by ring.
    apply kind_side; auto; try (intros; nra).
    intros; split; [lra|split; [nra|split; [nra|]]]. intros N; specialize (N Hi'); nra.
Qed.

(* at an infeasible midpoint psi < 0 = psi' *)
Lemma at_midpoint j : (S j < length q)%nat -> gap_ok q eps kind j ->
  remoteness (mid j) q eps kind < 0 /\ slope (mid j) q kind = 0.
Proof.
  intros Hj G. destruct (width_sq q eps kind j G) as [W _]. assert (P := Hinc j Hj).
  assert (R := reach_pos eps kind He).
  destruct (in_gap q eps kind Hinc He j (mid j) Hj G) as (-> & -> & Q); [unfold levels.mid; lra|].
  replace (2 * (mid j - mid j)) with 0 by ring.
  split; [|unfold slope_of; destruct Nat.eq_dec; ring].
  set (p := (mid j - mid j) ^ 2 - width j ^ 2 / 4) in *.
  assert (p < 0) by (unfold p; nra).
  unfold psi_of; destruct Nat.eq_dec; [|assumption].
  assert (0 < reach kind eps + (reach kind eps - p)) by lra. nra.
Qed.

Lemma left_side i w g : (i < length q)%nat -> gaps_ok i -> basin i w -> w < lv q i ->
  Side a_ b_ clip (minus i - w) (v w g) (- g) (near_left i (minus i - w)).
Proof.
  intros Hi Hg [C1 _] Hw. rewrite velocity_is.
  assert (D : (forall j, i = S j -> mid j < w) \/
    (rule <> PROJECTED /\ exists j, i = S j /\ w = mid j)).
  { destruct i as [|j]; [left; intros j [=]|]. destruct (C1 _ eq_refl) as [A B].
    destruct (Req_EM_T w (mid j)) as [E|E].
    - right. split; [intros P; specialize (B P); lra | exists j; auto].
    - left. intros j' [= <-]. lra. }
  destruct D as [D|(N & j & -> & ->)].
  - apply side_core; auto using low_pos. apply psi_left; assumption.
  - destruct Hg as [G1 _]. specialize (G1 _ eq_refl).
    destruct (at_midpoint j Hi G1) as [P ->]. rewrite v_middle by lra.
    destruct (Nat.eq_dec rule PROJECTED) as [E|_]; [contradiction|].
    destruct (width_sq q eps kind j G1) as [W _]. simpl.
    assert (~ near_left (S j) (mid j + width j / 2 - mid j)) by (intros M; specialize (M _ eq_refl); lra).
    repeat split; intros; try lra; try tauto. maxmin; lra.
Qed.

Lemma right_side i w g : (i < length q)%nat -> gaps_ok i -> basin i w -> lv q i <= w ->
  Side a_ b_ clip (w - plus i) (- v w g) g (near_right i (w - plus i)).
Proof.
  intros Hi Hg [_ C2] Hw. rewrite velocity_is.
  assert (P := psi_right i w Hi Hg Hw C2).
  assert (O : 0 < remoteness w q eps kind \/ slope w q kind <> 0).
  { destruct P as (P1 & _ & P3). destruct (Rlt_dec (w - plus i) 0) as [D|D]; [left; auto|right].
    destruct (P3 ltac:(lra)). lra. }
  rewrite <- velocity_odd by auto.
  rewrite <- (Ropp_involutive g) at 2. apply side_core; auto using low_pos.
Qed.
End Cell.
