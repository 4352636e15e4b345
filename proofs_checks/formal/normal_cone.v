(* N is the normal cone of C_eps: the polar of the tangent cone, which is defined by sequences. *)
From Coq Require Import Reals Lra Psatz List Arith Lia.
From Coquelicot Require Import Coquelicot.
From Askew Require Import kernel levels sides basins intervals sums calculus definition_2 mfcq stationarity_signs.
Open Scope R_scope.

Section Coordinate.
Variables (q : list R) (eps : R) (kind : nat).
Hypothesis Hinc : increasing q.
Hypothesis Hlen : (0 < length q)%nat.
Hypothesis He : 0 < eps.
Notation psi w := (remoteness w q eps kind).

(* across an end psi changes sign *)
Lemma sign_near w : psi w = 0 -> slope w q kind <> 0 ->
  exists d, 0 < d /\ forall h, h <> 0 -> Rabs h < d -> 0 < slope w q kind * h * psi (w + h).
Proof.
  intros Z S. assert (O : forall i, (i < length q)%nat -> w <> lv q i).
  { intros i Hi E. destruct (at_levels q eps kind w Hinc Hlen) as [_ [_ L]].
    assert (psi w = eps) by (apply L; exists i; auto). lra. }
  assert (D := derivative_off_levels q eps kind w Hinc O). apply is_derive_Reals in D.
  destruct (D (Rabs (slope w q kind)) (Rabs_pos_lt _ S)) as [d Hd].
  exists d. split; [apply d|]. intros h H0 H1. specialize (Hd h H0 H1). rewrite Z in Hd.
  set (s := slope w q kind) in *. set (p := psi (w + h)) in *.
  assert (E : s * h * p = (h * h) * (s * ((p - 0) / h))) by (field; exact H0).
  rewrite E. apply Rmult_lt_0_compat; [nra|]. set (r := (p - 0) / h) in *.
  apply Rabs_def2 in Hd. destruct (Rlt_dec 0 s) as [P|P].
  - rewrite Rabs_pos_eq in Hd by lra. nra.
  - rewrite Rabs_left in Hd by lra. nra.
Qed.

(* inside, and at a midpoint with psi = 0, the points beside w are feasible *)
Lemma stays_near w : 0 < psi w \/ psi w = 0 /\ slope w q kind = 0 ->
  exists d, 0 < d /\ forall h, Rabs h < d -> 0 <= psi (w + h).
Proof.
  intros [P|[Z Z']].
  - assert (C := psi_continuous q eps kind Hinc w (fun z => 0 < z)).
    destruct C as [d Hd].
    + exists (mkposreal _ P). intros z Hz. change (Rabs (z - psi w) < psi w) in Hz.
      apply Rabs_def2 in Hz. lra.
    + exists d. split; [apply d|]. intros h Hh. apply Rlt_le, Hd.
      change (Rabs (w + h - w) < d). replace (w + h - w) with h by ring. exact Hh.
  - destruct (slope_vanishes q eps kind w Hinc Hlen He ltac:(lra) Z') as (j & Hj & E).
    assert (I := Hinc j Hj).
    assert (G : gap q j ^ 2 <= 4 * reach kind eps).
    { assert (M := midpoint_infeasible q eps kind j Hinc He Hj). rewrite <- E in M.
      unfold gap, reach. destruct (Nat.eq_dec kind QUARTIC) as [K|K].
      - set (g := lv q (S j) - lv q j) in *. assert (Q := sqrt_sqrt eps ltac:(lra)). assert (P := sqrt_pos eps).
        destruct (Rle_dec (g ^ 2) (4 * sqrt eps)) as [L|L]; [exact L|].
        assert (16 * eps < g ^ 4) by (replace (g ^ 4) with (g ^ 2 * g ^ 2) by ring; nra).
        specialize (M H). lra.
      - destruct (Rle_dec ((lv q (S j) - lv q j) ^ 2) (4 * eps)) as [L|L]; [exact L|].
        specialize (M ltac:(lra)). lra. }
    exists ((lv q (S j) - lv q j) / 2). split; [lra|]. intros h Hh. apply Rabs_def2 in Hh.
    apply (gap_feasible q eps kind j); auto. lra.
Qed.
End Coordinate.

(* a coordinate that may move along c *)
Lemma tangent_along n (C : (nat -> R) -> Prop) w i c d : (i < n)%nat -> 0 < d ->
  (forall t, 0 < t < d -> C (fun j => w j + t * (if Nat.eq_dec i j then c else 0))) ->
  tangent n C w (fun j => if Nat.eq_dec i j then c else 0).
Proof.
  intros Hi Hd H. set (t := fun k => d / 2 * (/ 2) ^ k).
  assert (T : forall k, 0 < t k < d).
  { intros k. assert (P : 0 < (/ 2) ^ k) by (apply pow_lt; lra).
    assert (Q : (/ 2) ^ k <= 1) by (rewrite <- (pow1 k); apply pow_incr; lra). unfold t. nra. }
  exists (fun k j => w j + t k * (if Nat.eq_dec i j then c else 0)), t. split; [|split].
  - intros k. split; [apply H, T | apply T].
  - replace (Finite 0) with (Rbar_mult (d / 2) 0) by (simpl; f_equal; ring).
    apply is_lim_seq_scal_l, is_lim_seq_geom. rewrite Rabs_pos_eq; lra.
  - intros j Hj. apply is_lim_seq_ext with (fun _ : nat => if Nat.eq_dec i j then c else 0).
    + intros k. destruct (T k). field. lra.
    + apply is_lim_seq_const.
Qed.

Theorem normal_cone n (q : nat -> list R) eps kind (w y : nat -> R) :
  (forall i, (i < n)%nat -> increasing (q i) /\ (0 < length (q i))%nat) -> 0 < eps ->
  let C := fun x : nat -> R => forall i, (i < n)%nat -> 0 <= remoteness (x i) (q i) eps kind in
  C w ->
  (forall h, tangent n C w h -> dot n y h <= 0) <->
  exists lam : nat -> R,
    (forall j, (j < n)%nat -> 0 <= lam j /\ (0 < remoteness (w j) (q j) eps kind -> lam j = 0)) /\
    forall i, (i < n)%nat ->
      y i = - sum n (fun j => lam j * (if Nat.eq_dec i j then slope (w j) (q j) kind else 0)).
Proof.
  intros Hq He C Cw. split.
  - intros H.
    assert (Along : forall i c d, (i < n)%nat -> 0 < d ->
      (forall t, 0 < t < d -> 0 <= remoteness (w i + t * c) (q i) eps kind) -> y i * c <= 0).
    { intros i c d Hi Hd Hc. assert (T : tangent n C w (fun j => if Nat.eq_dec i j then c else 0)).
      { apply tangent_along with d; auto. intros t Ht j Hj. destruct (Nat.eq_dec i j) as [<-|N]; [auto|].
        rewrite Rmult_0_r, Rplus_0_r. apply Cw, Hj. }
      specialize (H _ T). unfold dot in H. rewrite (pick n i (fun _ => c) y Hi) in H. exact H. }
    assert (Free : forall i, (i < n)%nat -> 0 < remoteness (w i) (q i) eps kind \/
      remoteness (w i) (q i) eps kind = 0 /\ slope (w i) (q i) kind = 0 -> y i = 0).
    { intros i Hi F. destruct (Hq i Hi) as [Inc Len].
      destruct (stays_near _ eps kind Inc Len He _ F) as (d & Hd & St).
      assert (A := Along i 1 d Hi Hd). assert (B := Along i (-1) d Hi Hd).
      assert (y i * 1 <= 0) by (apply A; intros t Ht; apply St; rewrite Rabs_pos_eq; lra).
      assert (y i * -1 <= 0) by (apply B; intros t Ht; apply St; rewrite Rabs_left; lra). lra. }
    exists (fun i => if Req_EM_T (slope (w i) (q i) kind) 0 then 0 else - y i / slope (w i) (q i) kind).
    assert (At : forall i, (i < n)%nat -> remoteness (w i) (q i) eps kind = 0 ->
      slope (w i) (q i) kind <> 0 -> y i * slope (w i) (q i) kind <= 0).
    { intros i Hi Z S. destruct (Hq i Hi) as [Inc Len].
      destruct (sign_near _ eps kind Inc Len He _ Z S) as (d & Hd & Sg).
      set (s := slope (w i) (q i) kind) in *. assert (S0 := Rabs_pos_lt s S).
      apply Along with (d / Rabs s); [exact Hi | apply Rdiv_lt_0_compat; assumption|].
      intros t Ht. assert (Small : t * Rabs s < d).
      { destruct Ht as [_ Ht]. apply Rmult_lt_compat_r with (r := Rabs s) in Ht; [|exact S0].
        replace (d / Rabs s * Rabs s) with d in Ht by (field; lra). exact Ht. }
      assert (P : 0 < s * (t * s) * remoteness (w i + t * s) (q i) eps kind).
      { apply Sg; [intros Z0; destruct (Rmult_integral _ _ Z0); [lra | contradiction]|]. rewrite Rabs_mult, (Rabs_pos_eq t) by lra. exact Small. }
      assert (0 < s * (t * s)) by (replace (s * (t * s)) with (t * (s * s)) by ring; apply Rmult_lt_0_compat; [lra | nra]). apply Rlt_le, Rmult_lt_reg_l with (s * (t * s)); lra. }
    split.
    + intros j Hj. destruct (Req_EM_T (slope (w j) (q j) kind) 0) as [Z|Z]; [split; [lra | reflexivity]|].
      split.
      * destruct (Cw j Hj) as [P|P]; [rewrite (Free j Hj (or_introl P)); unfold Rdiv; lra|].
        specialize (At j Hj (eq_sym P) Z). set (s := slope (w j) (q j) kind) in *.
        replace (- y j / s) with (- (y j * s) / (s * s)) by (field; exact Z).
        apply Rmult_le_pos; [lra|]. apply Rlt_le, Rinv_0_lt_compat. nra.
      * intros P. rewrite (Free j Hj (or_introl P)). unfold Rdiv. ring.
    + intros i Hi. rewrite pick by exact Hi.
      destruct (Req_EM_T (slope (w i) (q i) kind) 0) as [Z|Z]; [|field; exact Z].
      rewrite (Free i Hi); [ring|]. destruct (Cw i Hi) as [P|P]; [left; exact P | right; split; [auto | exact Z]].
  - intros (lam & L & Y) h (x & t & Hx & Ht & Hh).
    apply Rle_trans with (sum n (fun _ => 0)); [|rewrite sum_const; lra].
    apply sum_le. intros i Hi. rewrite (Y i Hi), pick by exact Hi. destruct (L i Hi) as [L0 L1].
    destruct (Cw i Hi) as [P|P]; [rewrite (L1 P); lra|].
    set (s := slope (w i) (q i) kind) in *. assert (G : 0 <= s * h i); [|nra].
    apply Rnot_lt_le. intros N.
    assert (S : s <> 0) by (intros E; rewrite E in N; lra). assert (H0 : h i <> 0) by (intros E; rewrite E in N; lra).
    destruct (Hq i Hi) as [Inc Len].
    destruct (sign_near _ eps kind Inc Len He _ (eq_sym P) S) as (d & Hd & Sg). fold s in Sg.
    assert (A0 := Rabs_pos_lt _ H0). apply is_lim_seq_spec in Ht. specialize (Hh i Hi). apply is_lim_seq_spec in Hh.
    assert (E1 : 0 < d / (2 * Rabs (h i))) by (apply Rdiv_lt_0_compat; lra).
    assert (E2 : 0 < Rabs (h i) / 2) by lra.
    destruct (filter_and _ _ (Ht (mkposreal _ E1)) (Hh (mkposreal _ E2))) as [K HK].
    destruct (HK K (le_n K)) as [K1 K2]. simpl in K1, K2. destruct (Hx K) as [Cx T0].
    specialize (Cx i Hi). rewrite Rminus_0_r, Rabs_pos_eq in K1 by lra.
    set (u := (x K i - w i) / t K) in *.
    assert (X : x K i = w i + t K * u) by (unfold u; field; lra). rewrite X in Cx.
    assert (Small : t K * (2 * Rabs (h i)) < d).
    { apply Rmult_lt_compat_r with (r := 2 * Rabs (h i)) in K1; [|lra].
      replace (d / (2 * Rabs (h i)) * (2 * Rabs (h i))) with d in K1 by (field; lra). exact K1. }
    assert (U : s * u < 0 /\ u <> 0 /\ Rabs u < 2 * Rabs (h i)).
    { apply Rabs_def2 in K2. destruct (Rlt_dec 0 (h i)) as [Q|Q].
      - rewrite (Rabs_pos_eq (h i)) in * by lra. assert (0 < u) by lra. rewrite Rabs_pos_eq by lra.
        assert (s < 0) by nra. split; [nra | lra].
      - rewrite (Rabs_left (h i)) in * by lra. assert (u < 0) by lra. rewrite Rabs_left by lra.
        assert (0 < s) by nra. split; [nra | lra]. }
    destruct U as (U1 & U2 & U3).
    assert (F : 0 < s * (t K * u) * remoteness (w i + t K * u) (q i) eps kind).
    { apply Sg; [intros Z; destruct (Rmult_integral _ _ Z); [lra | contradiction]|].
      rewrite Rabs_mult, (Rabs_pos_eq (t K)) by lra. nra. }
    assert (s * (t K * u) < 0) by nra. nra.
Qed.
