(* One coordinate near its interval, without noise: what precedes a step out of the interval, and what all
   such steps cost together. x_k is the coordinate, g_k its gradient, [lo, hi] the interval. *)
From Coq Require Import Reals Lra Psatz Arith Lia.
From Askew Require Import sums sequences minimiser drift.
Open Scope R_scope.

(* as near_velocity, with the gradient's branch strictly inside only *)
Definition strict_velocity a b lo hi w g v : Prop :=
  (lo < w < hi /\ v = - g) \/
  (exists U, hi <= w /\ a * (w - hi) <= U <= b * (w - hi) /\ v = - Rmax g U) \/
  (exists U, w <= lo /\ a * (lo - w) <= U <= b * (lo - w) /\ v = Rmax (- g) U).
Lemma strict_mirror a b lo hi w g v : strict_velocity a b lo hi w g v ->
  strict_velocity a b (- hi) (- lo) (- w) (- g) (- v).
Proof.
  intros [[I ->]|[(U & X & B & ->)|(U & X & B & ->)]].
  - left. split; [lra | ring].
  - right; right. exists U. repeat split; try lra. rewrite !Ropp_involutive. reflexivity.
  - right; left. exists U. repeat split; lra.
Qed.

Lemma range_le f h m e : (m <= e)%nat -> (forall k, (m <= k < e)%nat -> f k <= h k) ->
  sum e f - sum m f <= sum e h - sum m h.
Proof.
  intros L H. induction L as [|e L IH]; [lra|]. cbn [sum]. specialize (IH ltac:(intros; apply H; lia)).
  specialize (H e ltac:(lia)). lra.
Qed.
Lemma range_pos f m e : (forall k, 0 <= f k) -> (m <= e)%nat -> sum m f <= sum e f.
Proof. intros H L. induction L as [|e L IH]; cbn [sum]; [lra|]. specialize (H e). lra. Qed.
Lemma range_telescope f m e : (m <= e)%nat ->
  sum e (fun k => f (S k) - f k) - sum m (fun k => f (S k) - f k) = f e - f m.
Proof. intros L. induction L as [|e L IH]; [ring | simpl sum; lra]. Qed.

(* costs at some indices, each but the first paid by what has come in since the one before *)
Lemma charge (X : nat -> Prop) (cost R : nat -> R) c0 C : 0 <= c0 -> 0 <= C -> (forall k, 0 <= R k) ->
  (forall k, (X k /\ 0 <= cost k) \/ (~ X k /\ cost k = 0)) -> (forall e, X e ->
    (cost e <= c0 /\ forall k, (k < e)%nat -> ~ X k) \/
    exists m, (m <= e)%nat /\ (forall k, (m <= k < e)%nat -> ~ X k) /\ cost e <= C * (sum (S e) R - sum m R)) ->
  forall T, sum T cost <= c0 + C * sum T R.
Proof.
  intros C0 Cp HR HX Pay T.
  assert (H : (sum T cost = 0 /\ forall k, (k < T)%nat -> ~ X k) \/
    exists e, (e < T)%nat /\ X e /\ (forall k, (e < k < T)%nat -> ~ X k) /\ sum T cost <= c0 + C * sum (S e) R).
  { induction T as [|T IH]; [left; split; [reflexivity | intros; lia]|]. cbn [sum].
    destruct (HX T) as [[XT P]|[N Z]].
    - right. exists T. split; [lia|split; [exact XT|split; [intros; lia|]]]. destruct IH as [[Z N]|(e & L & Xe & N & B)].
      + rewrite Z. assert (S0 := range_pos R O (S T) HR ltac:(lia)). cbn [sum] in S0.
        destruct (Pay T XT) as [[A _]|(m & Lm & _ & A)].
        * assert (0 <= C * (sum T R + R T)) by (apply Rmult_le_pos; lra). lra.
        * assert (Q := range_pos R O m HR ltac:(lia)). cbn [sum] in Q, A.
          assert (C * (sum T R + R T - sum m R) <= C * (sum T R + R T)) by (apply Rmult_le_compat_l; lra). lra.
      + destruct (Pay T XT) as [[_ A]|(m & Lm & Nm & A)]; [exfalso; apply (A e L Xe)|].
        assert (Sm : (S e <= m)%nat).
        { destruct (le_lt_dec (S e) m) as [Y|Y]; [exact Y|]. exfalso. apply (Nm e); [lia | exact Xe]. }
        assert (Q := range_pos R (S e) m HR Sm). cbn [sum] in A, Q, B |- *.
        assert (C * (sum e R + R e) <= C * sum m R) by (apply Rmult_le_compat_l; lra).
        replace (C * (sum T R + R T - sum m R)) with (C * (sum T R + R T) - C * sum m R) in A by ring. lra.
    - destruct IH as [[Zs Ns]|(e & L & Xe & Ns & B)].
      + left. split; [lra|]. intros k Hk. destruct (Nat.eq_dec k T) as [->|Ne]; [exact N | apply Ns; lia].
      + right. exists e. split; [lia|split; [exact Xe|split; [|cbn [sum] in B; lra]]].
        intros k Hk. destruct (Nat.eq_dec k T) as [->|Ne]; [exact N | apply Ns; lia]. }
  destruct H as [[Z _]|(e & L & _ & _ & B)].
  - rewrite Z. assert (S0 := range_pos R O T HR ltac:(lia)). cbn [sum] in S0. assert (0 <= C * sum T R) by (apply Rmult_le_pos; lra). lra.
  - assert (Q := range_pos R (S e) T HR L). assert (C * sum (S e) R <= C * sum T R) by (apply Rmult_le_compat_l; lra). lra.
Qed.

Section Coordinate.
Variables (a b lo hi gb G : R) (gamma g v x : nat -> R).
Hypothesis Ha : 0 < a.
Hypothesis Hab : a <= b.
Hypothesis Hwide : lo < hi.
Hypothesis HG : 0 < G.
Hypothesis Hg : forall k, Rabs (g k) <= G.
Hypothesis Hgam : forall k, 0 < gamma k /\ gamma k <= gb.
Hypothesis Hb : gb * b < 1.
Hypothesis Hw : 4 * (gb * G) <= hi - lo.
Hypothesis Hv : forall k, strict_velocity a b lo hi (x k) (g k) (v k).
Hypothesis Hx : forall k, x (S k) = x k + gamma k * v k.
Notation gap y := (gapd lo hi y).
Notation p k := (clamp lo hi (x k)).
Definition exits k := lo <= x k <= hi /\ ~ lo <= x (S k) <= hi.

Lemma small k : gamma k * Rabs (g k) <= gb * G /\ gamma k * b < 1 /\ 0 < gamma k * a <= 1.
Proof.
  destruct (Hgam k) as [G0 G1]. assert (P := Rabs_pos (g k)). specialize (Hg k).
  assert (gamma k * b <= gb * b) by (apply Rmult_le_compat_r; lra).
  assert (gamma k * a <= gamma k * b) by (apply Rmult_le_compat_l; lra).
  split; [apply Rmult_le_compat; lra|split; [lra|split; [apply Rmult_lt_0_compat; lra | lra]]].
Qed.
(* the three kinds of step; U' = gamma U *)
Lemma step k : (lo < x k < hi /\ x (S k) = x k - gamma k * g k) \/
  (exists U, hi <= x k /\ gamma k * a * (x k - hi) <= U /\ 0 <= U /\ (hi < x k -> U < x k - hi) /\ (x k = hi -> U = 0) /\
    x (S k) = x k - Rmax (gamma k * g k) U) \/
  (exists U, x k <= lo /\ gamma k * a * (lo - x k) <= U /\ 0 <= U /\ (x k < lo -> U < lo - x k) /\ (x k = lo -> U = 0) /\
    x (S k) = x k + Rmax (gamma k * - g k) U).
Proof.
  rewrite Hx. destruct (small k) as (_ & B & _). destruct (Hgam k) as [G0 _].
  assert (Mx : forall y z, gamma k * Rmax y z = Rmax (gamma k * y) (gamma k * z)) by (intros; symmetry; apply RmaxRmult; lra).
  assert (Sm : forall d U, 0 <= d -> a * d <= U <= b * d -> gamma k * a * d <= gamma k * U /\ 0 <= gamma k * U /\
    (0 < d -> gamma k * U < d) /\ (d = 0 -> gamma k * U = 0)).
  { intros d U D [U1 U2]. assert (0 <= a * d) by (apply Rmult_le_pos; lra).
    assert (X1 : gamma k * (a * d) <= gamma k * U) by (apply Rmult_le_compat_l; lra).
    assert (X2 : gamma k * U <= gamma k * (b * d)) by (apply Rmult_le_compat_l; lra).
    split; [lra|split; [apply Rmult_le_pos; lra|split; intros Z]].
    - assert (gamma k * b * d < 1 * d) by (apply Rmult_lt_compat_r; lra). lra.
    - subst d. assert (U = 0) by lra. rewrite H0. ring. }
  destruct (Hv k) as [[I ->]|[(U & X & I & ->)|(U & X & I & ->)]].
  - left. split; [exact I | ring].
  - right; left. destruct (Sm (x k - hi) U ltac:(lra) I) as (A1 & A2 & A3 & A4). exists (gamma k * U).
    split; [exact X|split; [exact A1|split; [exact A2|split; [intros; apply A3; lra|split; [intros; apply A4; lra|]]]]].
    rewrite <- Mx. ring.
  - right; right. destruct (Sm (lo - x k) U ltac:(lra) I) as (A1 & A2 & A3 & A4). exists (gamma k * U).
    split; [exact X|split; [exact A1|split; [exact A2|split; [intros; apply A3; lra|split; [intros; apply A4; lra|]]]]].
    rewrite <- Mx. ring.
Qed.

Ltac sizes k := let P1 := fresh in let P2 := fresh in destruct (small k) as (P1 & _ & P2);
  let Q1 := fresh in let Q2 := fresh in assert (Q1 : gamma k * g k <= gamma k * Rabs (g k)) by
    (apply Rmult_le_compat_l; [apply Rlt_le, Hgam | apply Rle_abs]);
  assert (Q2 : gamma k * - g k <= gamma k * Rabs (g k)) by
    (apply Rmult_le_compat_l; [apply Rlt_le, Hgam | rewrite <- Rabs_Ropp; apply Rle_abs]);
  assert (gb * G = gb * G) by reflexivity.

(* the projection moves downhill *)
Lemma downhill k : let D := p (S k) - p k in g k * D <= - (D ^ 2) / gamma k.
Proof.
  intros D. destruct (Hgam k) as [G0 _]. sizes k.
  assert (K : D = 0 \/ (0 < D /\ D <= gamma k * - g k) \/ (D < 0 /\ - D <= gamma k * g k)).
  { unfold D. clear D. destruct (step k) as [[I E]|[(U & X & _ & U0 & U1 & U2 & E)|(U & X & _ & U0 & U1 & U2 & E)]]; rewrite E;
      unfold clamp; unfold Rmax, Rmin in *; repeat destruct Rle_dec; try lra. }
  assert (S : forall t u, 0 < t -> t <= gamma k * u -> t ^ 2 / gamma k <= u * t).
  { intros t u T B. apply Rmult_le_reg_r with (gamma k); [exact G0|]. replace (t ^ 2 / gamma k * gamma k) with (t * t) by (field; lra).
    replace (u * t * gamma k) with (t * (gamma k * u)) by ring. apply Rmult_le_compat_l; lra. }
  destruct K as [->|[[P B]|[P B]]].
  - right. field. lra.
  - specialize (S D (- g k) P B). unfold Rdiv in *. lra.
  - specialize (S (- D) (g k) ltac:(lra) B). replace ((- D) ^ 2) with (D ^ 2) in S by ring. unfold Rdiv in *. lra.
Qed.

(* the distance shrinks, except when the coordinate exits *)
Lemma contraction k : (exits k -> gap (x (S k)) ^ 2 <= (1 - a * gamma k) * gap (x k) ^ 2 + gamma k ^ 2 * g k ^ 2) /\
  (~ exits k -> gap (x (S k)) ^ 2 <= (1 - a * gamma k) * gap (x k) ^ 2).
Proof.
  destruct (Hgam k) as [G0 _]. sizes k. unfold exits. assert (Gp : forall y, 0 <= gap y) by (intros; apply Rmax_l). split.
  - intros [I O]. assert (Z : gap (x k) = 0) by (unfold gapd, Rmax; repeat destruct Rle_dec; lra). rewrite Z.
    assert (B : gap (x (S k)) <= gamma k * Rabs (g k)).
    { assert (P : 0 <= gamma k * Rabs (g k)) by (apply Rmult_le_pos; [lra | apply Rabs_pos]).
      destruct (step k) as [[J E]|[(U & X & _ & U0 & U1 & U2 & E)|(U & X & _ & U0 & U1 & U2 & E)]]; rewrite E;
        try (assert (U = 0) by (apply U2; lra); subst U); unfold gapd; repeat apply Rmax_lub; try lra; unfold Rmax; destruct Rle_dec; lra. }
    assert (Sq : gap (x (S k)) ^ 2 <= (gamma k * Rabs (g k)) ^ 2) by (apply pow_incr; split; [apply Gp | exact B]).
    rewrite Rpow_mult_distr, pow2_abs in Sq. lra.
  - intros N. assert (B : gap (x (S k)) <= (1 - a * gamma k) * gap (x k)).
    { destruct (Rle_dec lo (x k)) as [A1|A1]; [destruct (Rle_dec (x k) hi) as [A2|A2]|].
      - assert (I : lo <= x (S k) <= hi) by (apply Classical_Prop.NNPP; intros O; apply N; auto).
        assert (Z : gap (x (S k)) = 0) by (unfold gapd, Rmax; repeat destruct Rle_dec; lra). rewrite Z.
        apply Rmult_le_pos; [lra | apply Gp].
      - assert (Z : gap (x k) = x k - hi) by (unfold gapd, Rmax; repeat destruct Rle_dec; lra). rewrite Z.
        assert (0 <= (1 - a * gamma k) * (x k - hi)) by (apply Rmult_le_pos; lra).
        destruct (step k) as [[J E]|[(U & X & UA & U0 & U1 & U2 & E)|(U & X & _ & U0 & U1 & U2 & E)]]; [lra | | lra].
        specialize (U1 ltac:(lra)). rewrite E.
        assert (UA' : (1 - a * gamma k) * (x k - hi) = x k - hi - gamma k * a * (x k - hi)) by ring.
        unfold gapd. repeat apply Rmax_lub; try lra; unfold Rmax; destruct Rle_dec; lra.
      - assert (Z : gap (x k) = lo - x k) by (unfold gapd, Rmax; repeat destruct Rle_dec; lra). rewrite Z.
        assert (0 <= (1 - a * gamma k) * (lo - x k)) by (apply Rmult_le_pos; lra).
        destruct (step k) as [[J E]|[(U & X & _ & U0 & U1 & U2 & E)|(U & X & UA & U0 & U1 & U2 & E)]]; [lra | lra |].
        specialize (U1 ltac:(lra)). rewrite E.
        assert (UA' : (1 - a * gamma k) * (lo - x k) = lo - x k - gamma k * a * (lo - x k)) by ring.
        unfold gapd. repeat apply Rmax_lub; try lra; unfold Rmax; destruct Rle_dec; lra. }
    assert (Sq : gap (x (S k)) ^ 2 <= ((1 - a * gamma k) * gap (x k)) ^ 2) by (apply pow_incr; split; [apply Gp | exact B]).
    assert (Q : 0 <= gap (x k) ^ 2) by apply pow2_ge_0. rewrite Rpow_mult_distr in Sq.
    assert ((1 - a * gamma k) ^ 2 * gap (x k) ^ 2 <= (1 - a * gamma k) * gap (x k) ^ 2); [|lra].
    apply Rmult_le_compat_r; [exact Q|]. replace ((1 - a * gamma k) ^ 2) with ((1 - a * gamma k) * (1 - a * gamma k)) by ring.
    rewrite <- (Rmult_1_r (1 - a * gamma k)) at 3. apply Rmult_le_compat_l; lra.
Qed.

(* the last stretch inside with at least half of the gradient, before an exit through hi *)
Lemma before_exit e : lo <= x e <= hi -> hi < x (S e) -> g e < 0 /\ exists s, (s <= e)%nat /\
  (forall k, (s <= k <= e)%nat -> lo <= x k < hi /\ g k <= g e / 2) /\
  (s = O \/ exists r, s = S r /\ (x r < lo \/ g e / 2 < g r)).
Proof.
  intros I O. destruct (Hgam e) as [G0 _].
  assert (N : g e < 0 /\ x e < hi).
  { destruct (step e) as [[J E]|[(U & X & _ & U0 & _ & U2 & E)|(U & X & _ & U0 & _ & U2 & E)]]; rewrite E in O.
    - split; [|lra]. apply Rnot_le_lt. intros P. assert (0 <= gamma e * g e) by (apply Rmult_le_pos; lra). lra.
    - exfalso. assert (Y := Rmax_r (gamma e * g e) U). lra.
    - assert (U = 0) by (apply U2; lra). subst U. split; [|lra]. apply Rnot_le_lt. intros P.
      assert (gamma e * - g e <= 0) by (assert (0 <= gamma e * g e) by (apply Rmult_le_pos; lra); lra).
      unfold Rmax in O. destruct Rle_dec in O; lra. }
  destruct N as [N Xe]. split; [exact N|].
  destruct (least (fun s => (s <= e)%nat /\ forall k, (s <= k <= e)%nat -> lo <= x k <= hi /\ g k <= g e / 2)) as (s & [L Q] & Min).
  { exists e. split; [lia|]. intros k Hk. replace k with e by lia. split; [exact I | lra]. }
  exists s. split; [exact L|]. split.
  - assert (Below : forall j k, (k + j = e)%nat -> (s <= k)%nat -> x k < hi).
    { induction j as [|j IH]; intros k Ek Hk; [replace k with e by lia; exact Xe|].
      specialize (IH (S k) ltac:(lia) ltac:(lia)). destruct (Q k ltac:(lia)) as [Ik Gk].
      apply Rnot_le_lt. intros Y. destruct (Hgam k) as [Gk0 _].
      destruct (step k) as [[J E]|[(U & X & _ & U0 & _ & U2 & E)|(U & X & _ & U0 & _ & U2 & E)]]; [lra | | lra].
      assert (U = 0) by (apply U2; lra). subst U.
      assert (0 < gamma k * - g k) by (apply Rmult_lt_0_compat; lra).
      rewrite Rmax_right in E by lra. lra. }
    intros k Hk. destruct (Q k Hk) as [Ik Gk]. specialize (Below (e - k)%nat k ltac:(lia) ltac:(lia)). split; [lra | exact Gk].
  - destruct s as [|r]; [left; reflexivity | right]. exists r. split; [reflexivity|].
    destruct (Q (S r) ltac:(lia)) as [Is _].
    destruct (Rlt_dec (x r) lo) as [A|A]; [left; exact A | right]. apply Rnot_le_lt. intros B.
    destruct (Rlt_dec hi (x r)) as [C|C].
    + destruct (Hgam r) as [Gr0 _]. destruct (step r) as [[J E]|[(U & X & _ & U0 & U1 & _ & E)|(U & X & _ & U0 & _ & _ & E)]]; [lra | | lra].
      specialize (U1 C). assert (0 < gamma r * - g r) by (apply Rmult_lt_0_compat; lra).
      rewrite Rmax_right in E by lra. lra.
    + apply (Min r); [lia|]. split; [lia|]. intros k Hk. destruct (Nat.eq_dec k r) as [->|Ne]; [split; lra | apply Q; lia].
Qed.

(* on that stretch the coordinate and its projection follow the gradient *)
Lemma follows k : lo <= x k < hi -> g k < 0 -> x (S k) = x k - gamma k * g k.
Proof.
  intros I N. destruct (Hgam k) as [G0 _].
  destruct (step k) as [[J E]|[(U & X & _ & U0 & _ & U2 & E)|(U & X & _ & U0 & _ & U2 & E)]]; [exact E | lra |].
  assert (U = 0) by (apply U2; lra). subst U. assert (0 < gamma k * - g k) by (apply Rmult_lt_0_compat; lra).
  rewrite Rmax_left in E by lra. lra.
Qed.

(* what has come in: R_k bounds the gain and the loss of distance of all coordinates; dd the distance *)
Variables (M W : R) (R dd : nat -> R).
Hypothesis HM : 0 < M.
Hypothesis HW : 0 < W <= hi - lo.
Hypothesis HgM : 2 * (gb * M) <= 1.
Hypothesis Hgb1 : gb <= 1.
Hypothesis HR : forall k, (p (S k) - p k) ^ 2 / (2 * gamma k) <= R k /\ a * gamma k * dd k ^ 2 <= R k /\ 0 <= R k.
Hypothesis Hdd : forall k, 0 <= dd k.
Hypothesis Hfall : forall r e, (r <= e)%nat -> dd r ^ 2 - dd e ^ 2 <= sum e R - sum r R.
Hypothesis Hmove : forall r e z, (r < e)%nat -> 0 < z -> z <= Rabs (g e - g r) ->
  (z / (2 * M)) ^ 2 <= 2 * (sum e R - sum r R) * (sum e gamma - sum r gamma) \/ z / (2 * M) <= dd e + dd r.
Definition rate := 8 * G / W + 64 * M + 256 * M ^ 2 / a + 32 * M ^ 2.

Lemma rate_parts : 0 <= 8 * G / W /\ 0 <= 64 * M /\ 0 <= 256 * M ^ 2 / a /\ 0 <= 32 * M ^ 2.
Proof.
  assert (0 < 8 * G / W) by (apply Rdiv_lt_0_compat; lra).
  assert (M2 : 0 < M ^ 2) by (apply pow_lt, HM). assert (0 < 256 * M ^ 2 / a) by (apply Rdiv_lt_0_compat; lra). lra.
Qed.

Lemma paid e : lo <= x e <= hi -> hi < x (S e) ->
  (forall k, (k < e)%nat -> ~ exits k) \/
  exists m, (m <= e)%nat /\ (forall k, (m <= k < e)%nat -> ~ exits k) /\
    gamma e ^ 2 * g e ^ 2 <= gb * rate * (sum (S e) R - sum m R).
Proof.
  intros I O. destruct (before_exit e I O) as [N (s & L & Q & St)]. set (rho := - g e). assert (rho0 : 0 < rho) by (unfold rho; lra).
  assert (In : forall k, (s <= k < e)%nat -> ~ exits k).
  { intros k Hk [_ E]. apply E. destruct (Q (S k) ltac:(lia)). lra. }
  destruct St as [->|(r & -> & Case)]; [left; intros k Hk; apply In; lia | right].
  exists r. split; [lia|split].
  { intros k Hk. destruct (Nat.eq_dec k r) as [->|Ne]; [|apply In; lia]. intros [_ E]. apply E.
    destruct (Q (S r) ltac:(lia)). lra. }
  assert (Rp : forall k, 0 <= R k) by (intros k; apply HR). destruct rate_parts as (K1 & K2 & K3 & K4).
  destruct (Hgam e) as [Ge Geb]. assert (gb0 : 0 < gb) by lra. assert (Re := Rp e). assert (Rr := Rp r).
  set (T := sum (S e) R - sum r R). assert (TS : sum e R - sum (S r) R <= T).
  { unfold T. cbn [sum]. lra. }
  assert (Tr : sum e R - sum r R <= T) by (unfold T; cbn [sum]; lra).
  assert (Tp := range_pos R (S r) e Rp L).
  assert (Sq : gamma e ^ 2 * g e ^ 2 = gamma e ^ 2 * rho ^ 2) by (unfold rho; ring). rewrite Sq.
  assert (rhoG : rho <= G).
  { assert (A := Hg e). assert (B := Rle_abs (- g e)). rewrite Rabs_Ropp in B. unfold rho. lra. }
  (* enough: one of the four bounds *)
  assert (Big : forall c, 0 <= c -> c <= rate -> gamma e ^ 2 * rho ^ 2 <= gb * (c * T) -> gamma e ^ 2 * rho ^ 2 <= gb * rate * T).
  { intros c c0 c1 B. eapply Rle_trans; [exact B|]. rewrite Rmult_assoc. apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_r; lra. }
  assert (G2 : gamma e ^ 2 <= gb) by (assert (gamma e * gamma e <= gb * 1) by (apply Rmult_le_compat; lra); lra).
  assert (By : forall c, rho ^ 2 <= c * T -> gamma e ^ 2 * rho ^ 2 <= gb * (c * T)).
  { intros c B. apply Rmult_le_compat; [apply pow2_ge_0 | apply pow2_ge_0 | exact G2 | exact B]. }
  assert (Fol : forall k, (S r <= k < e)%nat -> x (S k) - x k = gamma k * - g k /\ rho / 2 <= - g k /\ p (S k) - p k = x (S k) - x k).
  { intros k Hk. destruct (Q k ltac:(lia)) as [Ik Gk]. destruct (Q (S k) ltac:(lia)) as [Ik' _].
    assert (E := follows k Ik ltac:(lra)). split; [lra|split; [unfold rho; lra|]].
    unfold clamp, Rmax, Rmin. repeat destruct Rle_dec; lra. }
  destruct Case as [A|B].
  - (* from beyond lo: it crosses half of the interval *)
    apply (Big (8 * G / W)); [exact K1 | unfold rate; lra|]. apply By.
    assert (E1 : x (S r) <= lo + gb * G).
    { sizes r. destruct (step r) as [[J E]|[(U & X & _ & U0 & U1 & U2 & E)|(U & X & _ & U0 & U1 & U2 & E)]]; [lra | lra |].
      specialize (U1 A). rewrite E. assert (0 <= gb * G) by (apply Rmult_le_pos; lra). unfold Rmax. destruct Rle_dec; lra. }
    assert (E2 : hi - gb * G <= x e).
    { sizes e. destruct (Q e ltac:(lia)) as [Ie _]. assert (E := follows e Ie N). lra. }
    assert (Gn : rho / 4 * (x e - x (S r)) <= sum e R - sum (S r) R).
    { rewrite <- (range_telescope x (S r) e L).
      assert (Sc : forall m, rho / 4 * sum m (fun k => x (S k) - x k) = sum m (fun k => rho / 4 * (x (S k) - x k))) by (intros; symmetry; apply sum_scal).
      rewrite Rmult_minus_distr_l, !Sc. apply range_le; [exact L|]. intros k Hk. destruct (Fol k Hk) as (F1 & F2 & F3).
      destruct (Hgam k) as [Gk _]. eapply Rle_trans; [|apply (proj1 (HR k))]. rewrite F3, F1.
      replace ((gamma k * - g k) ^ 2 / (2 * gamma k)) with (- g k / 2 * (gamma k * - g k)) by (field; lra).
      apply Rmult_le_compat_r; [apply Rmult_le_pos; lra | lra]. }
    assert (H1 : rho / 4 * ((hi - lo) / 2) <= rho / 4 * (x e - x (S r))) by (apply Rmult_le_compat_l; lra).
    assert (H2 : rho / 4 * (W / 2) <= rho / 4 * ((hi - lo) / 2)) by (apply Rmult_le_compat_l; lra).
    apply Rle_trans with (8 * G / W * (rho / 4 * (W / 2))).
    + replace (8 * G / W * (rho / 4 * (W / 2))) with (G * rho) by (field; lra). replace (rho ^ 2) with (rho * rho) by ring.
      apply Rmult_le_compat_r; lra.
    + apply Rmult_le_compat_l; lra.
  - (* the gradient has changed by rho / 2 *)
    assert (Ch : rho / 2 <= Rabs (g e - g r)).
    { eapply Rle_trans; [|rewrite <- Rabs_Ropp; apply Rle_abs]. unfold rho. lra. }
    destruct (Hmove r e (rho / 2) ltac:(lia) ltac:(lra) Ch) as [P|P].
    + apply (Big (64 * M)); [exact K2 | unfold rate; lra|]. apply By.
      set (tau := sum e gamma - sum (S r) gamma). assert (Er : sum e gamma - sum r gamma = tau + gamma r) by (unfold tau; cbn [sum]; ring).
      rewrite Er in P. destruct (Hgam r) as [Gr Grb].
      assert (t0 : 0 <= tau) by (assert (Z := range_pos gamma (S r) e (fun k => Rlt_le _ _ (proj1 (Hgam k))) L); unfold tau; lra).
      assert (Own : tau * rho ^ 2 / 8 <= T).
      { eapply Rle_trans; [|exact TS]. unfold tau.
        replace ((sum e gamma - sum (S r) gamma) * rho ^ 2 / 8) with (sum e (fun k => rho ^ 2 / 8 * gamma k) - sum (S r) (fun k => rho ^ 2 / 8 * gamma k))
          by (rewrite !sum_scal; field).
        apply range_le; [exact L|]. intros k Hk. destruct (Fol k Hk) as (F1 & F2 & F3). destruct (Hgam k) as [Gk _].
        eapply Rle_trans; [|apply (proj1 (HR k))]. rewrite F3, F1.
        replace ((gamma k * - g k) ^ 2 / (2 * gamma k)) with (gamma k * ((- g k) ^ 2 / 2)) by (field; lra).
        replace (rho ^ 2 / 8 * gamma k) with (gamma k * ((rho / 2) ^ 2 / 2)) by field.
        apply Rmult_le_compat_l; [lra|]. assert ((rho / 2) ^ 2 <= (- g k) ^ 2) by (apply pow_incr; lra). lra. }
      assert (T0 : 0 <= T) by (assert (0 <= tau * rho ^ 2) by (apply Rmult_le_pos; [lra | apply pow2_ge_0]); lra).
      destruct (Rle_dec 1 (tau * M)) as [Y|Y].
      * assert (rho ^ 2 * 1 <= rho ^ 2 * (tau * M)) by (apply Rmult_le_compat_l; [apply pow2_ge_0 | exact Y]).
        assert (M * (tau * rho ^ 2 / 8) <= M * T) by (apply Rmult_le_compat_l; lra).
        assert (0 <= M * T) by (apply Rmult_le_pos; lra). lra.
      * assert (gM : gamma r * M <= gb * M) by (apply Rmult_le_compat_r; lra).
        assert (P' : (rho / 2 / (2 * M)) ^ 2 <= 2 * T * (tau + gamma r)).
        { eapply Rle_trans; [exact P|]. apply Rmult_le_compat_r; lra. }
        assert (P2 : M ^ 2 * (rho / 2 / (2 * M)) ^ 2 <= M ^ 2 * (2 * T * (tau + gamma r))) by (apply Rmult_le_compat_l; [apply pow2_ge_0 | exact P']).
        replace (M ^ 2 * (rho / 2 / (2 * M)) ^ 2) with (rho ^ 2 / 16) in P2 by (field; lra).
        replace (M ^ 2 * (2 * T * (tau + gamma r))) with (2 * (M * T) * (tau * M + gamma r * M)) in P2 by ring.
        assert (2 * (M * T) * (tau * M + gamma r * M) <= 2 * (M * T) * 2).
        { apply Rmult_le_compat_l; [|lra]. assert (0 <= M * T) by (apply Rmult_le_pos; lra). lra. } lra.
    + set (z := rho / (16 * M)). assert (z0 : 0 < z) by (apply Rdiv_lt_0_compat; lra).
      assert (zM : rho = 16 * M * z) by (unfold z; field; lra).
      replace (rho / 2 / (2 * M)) with (4 * z) in P by (unfold z; field; lra). assert (De := Hdd e). assert (Dr := Hdd r).
      destruct (Rle_dec z (dd e)) as [Y|Y].
      * apply (Big (256 * M ^ 2 / a)); [exact K3 | unfold rate; lra|]. destruct (HR e) as (_ & B2 & _).
        assert (z ^ 2 <= dd e ^ 2) by (apply pow_incr; lra).
        assert (Te : a * gamma e * dd e ^ 2 <= T).
        { eapply Rle_trans; [exact B2|]. unfold T. cbn [sum]. assert (Z := range_pos R r e Rp ltac:(lia)). lra. }
        apply Rle_trans with (gb * (256 * M ^ 2 / a * (a * gamma e * dd e ^ 2))).
        -- replace (gb * (256 * M ^ 2 / a * (a * gamma e * dd e ^ 2))) with (gamma e * (gb * (256 * M ^ 2 * dd e ^ 2))) by (field; lra).
           replace (gamma e ^ 2 * rho ^ 2) with (gamma e * (gamma e * rho ^ 2)) by ring. apply Rmult_le_compat_l; [lra|].
           apply Rmult_le_compat; [lra | apply pow2_ge_0 | exact Geb |]. rewrite zM.
           replace ((16 * M * z) ^ 2) with (256 * M ^ 2 * z ^ 2) by ring. apply Rmult_le_compat_l; [|assumption].
           assert (0 < M ^ 2) by (apply pow_lt, HM). lra.
        -- apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_l; lra.
      * apply (Big (32 * M ^ 2)); [exact K4 | unfold rate; lra|]. apply By.
        assert (F := Hfall r e ltac:(lia)). assert ((3 * z) ^ 2 <= dd r ^ 2) by (apply pow_incr; lra).
        assert (dd e ^ 2 <= z ^ 2) by (apply pow_incr; lra).
        assert (8 * z ^ 2 <= T) by lra. rewrite zM. replace ((16 * M * z) ^ 2) with (32 * M ^ 2 * (8 * z ^ 2)) by ring.
        apply Rmult_le_compat_l; lra.
Qed.
End Coordinate.

(* the cost of a step out of the interval *)
Definition out (lo hi y : R) : bool := if Rle_dec lo y then if Rle_dec y hi then false else true else true.
Definition cost lo hi (gamma g x : nat -> R) k :=
  if out lo hi (x k) then 0 else if out lo hi (x (S k)) then gamma k ^ 2 * g k ^ 2 else 0.
Lemma cost_spec lo hi gamma g x k : (exits lo hi x k /\ cost lo hi gamma g x k = gamma k ^ 2 * g k ^ 2) \/
  (~ exits lo hi x k /\ cost lo hi gamma g x k = 0).
Proof.
  unfold cost, out, exits. repeat destruct Rle_dec; (left; split; [split; [lra | intros [A B]; lra] | reflexivity]) ||
    (right; split; [intros [A B]; try apply B; lra | reflexivity]).
Qed.
Lemma clamp_mirror lo hi x : lo <= hi -> clamp (- hi) (- lo) (- x) = - clamp lo hi x.
Proof. intros H. unfold clamp, Rmax, Rmin. repeat destruct Rle_dec; lra. Qed.

(* both ends: the cost of an exit, unless it is the first one, is paid by what came in since the last one *)
Lemma paid_both a b lo hi gb G gamma g v x M W R dd e : 0 < a -> a <= b -> lo < hi -> 0 < G -> (forall k, Rabs (g k) <= G) ->
  (forall k, 0 < gamma k /\ gamma k <= gb) -> gb * b < 1 -> 4 * (gb * G) <= hi - lo ->
  (forall k, strict_velocity a b lo hi (x k) (g k) (v k)) -> (forall k, x (S k) = x k + gamma k * v k) ->
  0 < M -> 0 < W <= hi - lo -> 2 * (gb * M) <= 1 -> gb <= 1 ->
  (forall k, (clamp lo hi (x (S k)) - clamp lo hi (x k)) ^ 2 / (2 * gamma k) <= R k /\ a * gamma k * dd k ^ 2 <= R k /\ 0 <= R k) ->
  (forall k, 0 <= dd k) -> (forall r e, (r <= e)%nat -> dd r ^ 2 - dd e ^ 2 <= sum e R - sum r R) ->
  (forall r e z, (r < e)%nat -> 0 < z -> z <= Rabs (g e - g r) ->
    (z / (2 * M)) ^ 2 <= 2 * (sum e R - sum r R) * (sum e gamma - sum r gamma) \/ z / (2 * M) <= dd e + dd r) ->
  exits lo hi x e -> (forall k, (k < e)%nat -> ~ exits lo hi x k) \/
    exists m, (m <= e)%nat /\ (forall k, (m <= k < e)%nat -> ~ exits lo hi x k) /\
      gamma e ^ 2 * g e ^ 2 <= gb * rate a G M W * (sum (S e) R - sum m R).
Proof.
  intros Ha Hab Hlh HG Hg Hgam Hb Hw Hv Hx HM HW HgM Hg1 HR Hdd Hf Hm [I O].
  destruct (Rlt_dec hi (x (S e))) as [A|A].
  - apply (paid a b lo hi gb G gamma g v x Ha Hab Hlh HG Hg Hgam Hb Hw Hv Hx M W R dd HM HW HgM Hg1 HR Hdd Hf Hm e I A).
  - assert (B : x (S e) < lo) by (apply Rnot_le_lt; intros B; apply O; lra).
    assert (Mir : forall k, exits (- hi) (- lo) (fun k => - x k) k <-> exits lo hi x k).
    { intros k. unfold exits. split; intros [P Q]; (split; [lra | intros [Q1 Q2]; apply Q; lra]). }
    destruct (paid a b (- hi) (- lo) gb G gamma (fun k => - g k) (fun k => - v k) (fun k => - x k)) with (M := M) (W := W) (R := R) (dd := dd) (e := e)
      as [F|(m & L & F & P)]; auto; try lra.
    + intros k. rewrite Rabs_Ropp. apply Hg.
    + intros k. apply strict_mirror, Hv.
    + intros k. rewrite Hx. ring.
    + intros k. rewrite !clamp_mirror by lra. replace ((- clamp lo hi (x (S k)) - - clamp lo hi (x k)) ^ 2)
        with ((clamp lo hi (x (S k)) - clamp lo hi (x k)) ^ 2) by ring. apply HR.
    + intros r e' z L Z H. apply Hm; auto. rewrite <- Rabs_Ropp. replace (- (g e' - g r)) with (- g e' - - g r) by ring. exact H.
    + left. intros k Hk X. apply (F k Hk), Mir, X.
    + right. exists m. split; [exact L|split; [intros k Hk X; apply (F k Hk), Mir, X|]].
      replace (g e ^ 2) with ((- g e) ^ 2) by ring. exact P.
Qed.
